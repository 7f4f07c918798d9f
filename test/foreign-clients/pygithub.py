"""Takes a change through a GitHub with PyGithub: URL, repository. Prints what it saw as JSON."""

import json
import sys
import time

from github import Auth, Github, GithubException, InputGitTreeElement

url, name = sys.argv[1:]


def client(token):
    pauses = {"seconds_between_requests": 0, "seconds_between_writes": 0}
    return Github(base_url=url, auth=Auth.Token(token), retry=None, **pauses)


def status_of(call):
    try:
        call()
        return None
    except GithubException as error:
        return error.status


bot = client("bot-token")
repo = bot.get_repo(name)
base = repo.get_branch("snapshot")
seen = {
    "who": bot.get_user().login,
    "limit": bot.get_rate_limit().rate.limit,
    "branches": [branch.name for branch in repo.get_branches()],
    "folder": [one.path for one in repo.get_contents("", ref="snapshot")],
    "missing": status_of(lambda: repo.get_contents("no/such/file", ref="snapshot")),
    "badToken": status_of(lambda: client("no-token").get_user().login),
}
head = repo.create_git_ref("refs/heads/by-pygithub", base.commit.sha)
blob = repo.create_git_blob("hello\n", "utf-8")
tree = repo.create_git_tree(
    [InputGitTreeElement("hello.txt", "100644", "blob", sha=blob.sha)], repo.get_git_tree(base.commit.sha)
)
commit = repo.create_git_commit("Say hello", tree, [repo.get_git_commit(base.commit.sha)])
head.edit(commit.sha)
seen["backwards"] = status_of(lambda: head.edit(base.commit.sha))
written = repo.create_file("note.txt", "Add a note", "one", branch="by-pygithub")
repo.update_file("note.txt", "Change it", "two", written["content"].sha, branch="by-pygithub")
pull = repo.create_pull(base="snapshot", head="by-pygithub", title="Say hello", body="words")
seen["twice"] = status_of(lambda: repo.create_pull(base="snapshot", head="by-pygithub", title="x"))
seen["files"] = sorted(one.filename for one in pull.get_files())
seen["commits"] = pull.get_commits().totalCount
seen["listed"] = [one.number for one in repo.get_pulls(base="snapshot")] == [pull.number]
pull.add_to_labels("one", "two")
pull.remove_from_labels("one")
seen["labels"] = [label.name for label in pull.get_labels()]
pull.create_issue_comment("said").edit("said again")
seen["comments"] = [comment.body for comment in pull.get_issue_comments()]
seen["own"] = status_of(lambda: pull.create_review(event="APPROVE"))
pull.create_review_request(reviewers=["teammate"])
seen["asked"] = [user.login for user in pull.get_review_requests()[0]]
client("teammate-token").get_repo(name).get_pull(pull.number).create_review(event="APPROVE", body="fine")
seen["reviews"] = [[review.user.login, review.state] for review in pull.get_reviews()]
tip = repo.get_commit(repo.get_pull(pull.number).head.sha)
run = repo.create_check_run("by-hand", tip.sha, status="in_progress")
run.edit(status="completed", conclusion="success")
tip.create_status("success", context="by-hand/status")
seen["check"] = repo.get_check_run(run.id).conclusion
seen["runs"] = "by-hand" in [one.name for one in tip.get_check_runs()]
seen["status"] = "by-hand/status" in [one.context for one in tip.get_combined_status().statuses]
seen["otherHead"] = status_of(lambda: pull.merge(sha=base.commit.sha))
for _ in range(100):
    if repo.get_pull(pull.number).mergeable:
        break
    time.sleep(0.1)
merged = pull.merge(merge_method="squash", commit_title="Say hello to all")
seen["merged"] = [merged.merged, pull.is_merged(), repo.get_branch("snapshot").commit.sha == merged.sha]
seen["title"] = repo.get_commit(merged.sha).commit.message.split("\n")[0]
seen["content"] = repo.get_contents("note.txt", ref="snapshot").decoded_content.decode()
repo.get_git_ref("heads/by-pygithub").delete()
seen["compare"] = repo.compare(base.commit.sha, merged.sha).status
print(json.dumps(seen))
