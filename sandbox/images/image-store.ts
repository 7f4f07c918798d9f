import { readJsonFile, writeJsonFile } from './json-file.ts';

/** The packages of one branch inside an image: what the branch held at that commit. */
export interface Layer {
  readonly branch: string;
  readonly commit: string;
  /** The number of the build that put it into an image first. */
  readonly build: number;
}

/** A Docker image as the registries see it: which packages are in it, and nothing else of Docker. */
export interface Image {
  readonly stage: string;
  readonly branch: string;
  readonly commit: string;
  readonly build: number;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** The first layer that has a package version wins; the branch's own layer is the last. */
  readonly layers: readonly Layer[];
}

interface StoredImages {
  /** The image that each branch's tag points to. */
  readonly tags: Record<string, Image>;
  /** By commit: a second build of the same commit overwrites the first, as a push of the same tag does. */
  readonly commits: Record<string, Image>;
}

/**
 * The images that builds published, with the two tags of the real storage: one per branch, which moves, and one
 * per commit, which stays. An image holds commits and no files: the content is read from git when it is asked
 * for, so an image costs nothing whatever the size of the storage.
 */
export class ImageStore {
  readonly #stateFile: string | undefined;
  readonly #images: StoredImages;
  readonly #listeners = new Set<(image: Image) => void>();

  /** @param stateFile - where the images survive a restart; without it they live in memory. */
  constructor(stateFile?: string) {
    this.#stateFile = stateFile;
    this.#images = (readJsonFile(stateFile) as StoredImages | undefined) ?? { tags: {}, commits: {} };
  }

  /** The image that the branch's tag points to; undefined before the first build. */
  tagged(branch: string): Image | undefined {
    return this.#images.tags[branch];
  }

  /** The image that a commit's tag points to. */
  ofCommit(commit: string): Image | undefined {
    return this.#images.commits[commit];
  }

  /**
   * What a `docker build` copies at this moment from the images of the branches below, the most mature first:
   * of each its own layer. A branch without an image adds nothing.
   */
  currentLayers(branches: readonly string[]): Layer[] {
    return branches.flatMap((branch) => {
      const image = this.tagged(branch);
      return image === undefined ? [] : [{ branch, commit: image.commit, build: image.build }];
    });
  }

  /**
   * Publishes an image. Publishing it twice changes nothing; the last who publishes owns the branch's tag, also
   * when it built an older commit.
   */
  publish(image: Image): void {
    this.#images.commits[image.commit] = image;
    this.#images.tags[image.branch] = image;
    writeJsonFile(this.#stateFile, this.#images);
    for (const listener of this.#listeners) listener(image);
  }

  /** Calls the listener after each publication. @returns what ends that. */
  onPublish(listener: (image: Image) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A copy of everything, for people and tests. */
  state(): { readonly tags: Record<string, Image>; readonly commits: Record<string, Image> } {
    return structuredClone(this.#images);
  }
}
