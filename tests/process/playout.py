"""A playout gateway that reports what the timeline plays, for tests of what follows from reports."""
from harness import *  # noqa: F403


def put_gateway(server, studio="studio0"):
    """With a gateway, nothing counts as playing until it says so."""
    server.put("peripheralDevices",
               {"_id": "playout0", "name": "Playout gateway", "category": "playout",
                "type": "playout", "subType": "_process", "connected": True, "latencies": [10],
                "studioAndConfigId": {"studioId": studio, "configId": "playout"}})


def on_air(server):
    """(part instance, its piece instances)"""
    part = server.playlist()["onAir"]["partInstanceId"]
    return part, [d["_id"] for d in server.documents("pieceInstances", partInstanceId=part)]


def report(server, *changes):
    """As a gateway reports: (type, part instance, piece instance or None, time). On disk when it
    returns."""
    payload = [{"type": kind, "objId": "x",
                "data": {"partInstanceId": part, "time": time_,
                         **({"pieceInstanceId": piece} if piece else {})}}
               for kind, part, piece, time_ in changes]
    reply = server.job("studio:studio0", "onPlayoutPlaybackChanged",
                       {"playlistId": server.playlist()["_id"], "changes": payload})
    assert reply.status == 200, reply


def started(part, pieces, time_):
    return [("partPlaybackStarted", part, None, time_),
            *(("piecePlaybackStarted", part, piece, time_) for piece in pieces)]


def as_run(server, query=""):
    return server.get(f"/api/asrun/studio0?{query}").json()


def until_row(server, instance, **members):
    """Waits for an instance's as-run row with these members, and gives it."""
    def there():
        reply = server.get(f"/api/asRunLog/{instance}")
        return reply.status == 200 and members.items() <= reply.json().items()
    server.until(there, f"the as-run row of {instance} with {members}")
    return server.get(f"/api/asRunLog/{instance}").json()
