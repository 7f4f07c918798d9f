"""Walks through a Jenkins with python-jenkins: URL, user, secret, job. Prints what it saw as JSON."""

import json
import sys
import time

import jenkins

url, user, secret, job = sys.argv[1:]
server = jenkins.Jenkins(url, username=user, password=secret, timeout=20)


def refused(call):
    try:
        call()
        return None
    except Exception as error:
        return type(error).__name__


def wait_for(look):
    for _ in range(100):
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError


seen = {
    # First, because the version is asked for without credentials until others were sent.
    "who": server.get_whoami()["id"],
    "version": server.get_version(),
    "jobs": [one["fullname"] for one in server.get_all_jobs()],
    "count": server.jobs_count(),
    "exists": [bool(server.job_exists(name)) for name in (job, job.split("/")[0], job + "-not")],
    "name": server.get_job_name(job),
    "first": server.get_job_info(job, fetch_all_builds=True)["firstBuild"]["number"],
    "nodes": server.get_nodes(),
    "noParameters": refused(lambda: server.build_job(job)),
}
item = server.build_job(job, {"run_all_stages": "false"})
seen["joined"] = refused(lambda: server.build_job(job, {"run_all_stages": "false"}))
seen["queued"] = [one["id"] for one in server.get_queue_info()] == [item]
number = wait_for(lambda: server.get_queue_item(item).get("executable"))["number"]
seen["running"] = [[one["number"], one["executor"]] for one in server.get_running_builds()]
wait_for(lambda: not server.get_build_info(job, number)["building"])
build = server.get_build_info(job, number, depth=1)
seen["result"] = build["result"]
seen["next"] = number == seen["first"] + 1
seen["log"] = server.get_build_console_output(job, number).strip().split("\n")[-1]
second = server.build_job(job, {"run_all_stages": "true"})
stopped = wait_for(lambda: server.get_queue_item(second).get("executable"))["number"]
server.stop_build(job, stopped)
wait_for(lambda: not server.get_build_info(job, stopped)["building"])
seen["stopped"] = server.get_build_info(job, stopped)["result"]
third = server.build_job(job, {"run_all_stages": "false"})
server.cancel_queue(third)
seen["cancelled"] = server.get_queue_item(third)["cancelled"]
seen["missing"] = refused(lambda: server.get_build_info(job, 999))
wrong = jenkins.Jenkins(url, username=user, password="wrong", timeout=20)
seen["wrongSecret"] = refused(wrong.get_whoami)
print(json.dumps(seen))
