import { headlineOf, sentenceOf } from '../../domain/notice.ts';
import type { NoticeChannel, NoticeMessage } from './notice-channel.ts';
import { postNotice, type NoticeAddress } from './post-notice.ts';

/** Slack takes no longer text in one section. */
const LONGEST = 3_000;

/**
 * An incoming webhook of Slack, or of what takes the same (Mattermost, Rocket.Chat). It knows no ids: when an answer
 * gets lost, the same notice comes a second time.
 */
export class SlackChannel implements NoticeChannel {
  readonly #address: NoticeAddress;

  constructor(address: NoticeAddress) {
    this.#address = address;
  }

  /** @throws as {@link postNotice} does. */
  async send(message: NoticeMessage): Promise<void> {
    const text = shorten(writeText(message));
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text } }];
    await postNotice(this.#address, JSON.stringify({ text: escape(headlineOf(message)), blocks }));
  }
}

function writeText(message: NoticeMessage): string {
  const { mentions, advice, pullRequest, journeyUrl } = message;
  const links = [
    ...(pullRequest === undefined ? [] : [link(pullRequest.url, `pull request #${pullRequest.number}`)]),
    ...(journeyUrl === undefined ? [] : [link(journeyUrl, 'journey')]),
  ];
  return [
    `*${escape(headlineOf(message))}*`,
    escape(sentenceOf(message)),
    ...advice.map((what) => `• ${escape(what)}`),
    ...(mentions.length === 0 ? [] : [`For ${mentions.map(escape).join(', ')}`]),
    ...(links.length === 0 ? [] : [links.join(' | ')]),
  ].join('\n');
}

function link(url: string, text: string): string {
  return `<${url}|${text}>`;
}

/** Slack reads these three as its own: without this a text could call everybody. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}
