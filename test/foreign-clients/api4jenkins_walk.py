"""Walks through a Jenkins with api4jenkins: URL, user, secret, job. Prints what it saw as JSON."""

import json
import sys
import time

from api4jenkins import Jenkins

url, user, secret, job_name = sys.argv[1:]
server = Jenkins(url, auth=(user, secret))


def wait_for(look):
    for _ in range(100):
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError


job = server.get_job(job_name)
seen = {
    "version": server.version,
    "jobs": [one.full_name for one in server.iter(3)],
    "name": job.full_name,
    "parent": job.parent.full_name,
    "missing": server.get_job(job_name + "-not"),
    "parameters": [one["name"] for one in job.get_parameters()],
    "first": job.get_first_build().number,
    "failed": job.get_last_failed_build(),
    "nodes": [node.display_name for node in server.nodes],
}
item = server.build_job(job_name, run_all_stages=False)
seen["joined"] = job.build(run_all_stages=False).url == item.url
seen["queue"] = [one.id for one in server.queue] == [item.id]
build = wait_for(item.get_build)
seen["running"] = [one.url == build.url for one in server.nodes.iter_builds()]
wait_for(lambda: not build.building)
seen["result"] = build.result
seen["log"] = list(build.progressive_output())[-1]
seen["before"] = build.get_previous_build().number == seen["first"]
seen["causes"] = {one["userId"] for one in build.get_causes()} == {user}
seen["again"] = job[build.number].url == build.url
second = server.build_job(job_name, run_all_stages=True)
other = wait_for(second.get_build)
other.stop()
wait_for(lambda: not other.building)
seen["stopped"] = other.result
third = server.build_job(job_name, run_all_stages=False)
third.cancel()
seen["cancelled"] = third.api_json()["cancelled"]
print(json.dumps(seen))
