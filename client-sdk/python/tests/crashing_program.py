"""A program that dies where SIGNALBOX_FAILPOINT says. Arguments: URL, key, store, how many numbers in all."""
import sys
import uuid

import signalbox
from tests.stand_in import eventually
from tests.test_conformance import FAST

NUMBERS = uuid.UUID("0f9a4a3c-52c5-4a5e-9a69-3d6f6b1b6a10")


def main() -> None:
    url, key, store, last = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    with signalbox.open(store, url, key, pace=FAST) as hub:
        with hub.write() as tx:
            tx.execute("CREATE TABLE IF NOT EXISTS mine (n INTEGER PRIMARY KEY)")
            tx.execute("CREATE TABLE IF NOT EXISTS heard (at INTEGER PRIMARY KEY, title TEXT NOT NULL)")
        hub.ask("Go on?", once="crashing program")
        hub.follow("heard", ["notification.posted"], lambda event, tx: tx.execute(
            "INSERT INTO heard (title) VALUES (?)", (event["data"]["title"],)))
        first = hub.query("SELECT coalesce(max(n), 0) + 1 FROM mine")[0][0]
        for n in range(first, last + 1):
            with hub.write() as tx:
                tx.execute("INSERT INTO mine (n) VALUES (?)", (n,))
                tx.send("notification.post", body={"title": f"n{n}"}, id=str(uuid.uuid5(NUMBERS, str(n))))
        eventually("all is heard", lambda: hub.query("SELECT count(*) FROM heard")[0][0] >= last)


if __name__ == "__main__":
    main()
