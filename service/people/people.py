"""The people of a running ward: answered from memory, written by a thread of their own.

The thread is there for two reasons: the disk, and the tenth of a second that checking a PIN takes.
A STOP asks for neither: who taps it is looked up in memory, and may be nobody.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import Connection

from service.core.sign_in import Ended, SignInRules, Tries, ended_by_time
from service.core.times import Instant, after
from service.people import register
from service.people.acts import Act, From, Wanted, append, read_acts
from service.people.checking import verify_acts
from service.people.file import PeopleFile
from service.people.grants import Action, Grant, Grants
from service.people.proving import Asked, Locked, Proving, Wrong, unlock
from service.people.roll import Enrolled, Member, Roll, SignIn, read_roll
from service.people.secret import Keeping, code_hash, key_path, new_token, read_key, token_hash
from service.store.disk import Disk

R = TypeVar("R")
_log = logging.getLogger(__name__)

WAITING_MAX = 32
"""Works that may wait for the thread; whoever comes then is asked to come again."""
LOOK_S = 1.0
"""So long may what the command line has written wait."""
ANSWER_S = 2.5
"""How long anybody waits for the disk."""


class NotWritten(Exception):
    """The disk has not answered, or said no. Ask again."""


class People:
    """Made by `open`. All methods belong to the event loop and none of them blocks it."""

    def __init__(
        self, file: PeopleFile, keeping: Keeping, rules: SignInRules, now: Callable[[], Instant]
    ) -> None:
        self.rules = rules
        self.now = now
        self.told: Callable[[], None] = lambda: None
        """Called on the loop when somebody or something else is on the roll."""
        # The number first: what is written after it is read anew, what before is on the roll.
        self._version = file.version()
        self.roll: Roll = file.read(read_roll)
        self.keeping = keeping
        self._file = file
        self._proving = Proving(file, keeping, rules)
        self._grants = Grants()
        self._codes = Tries()
        self._used: dict[str, Instant] = {}
        """When sign-ins were used last."""
        self._seen: dict[str, Instant] = {}
        """When tablets asked for anything last, in this run of the process."""
        self._noted: dict[str, Instant] = {}
        """The same, as far as it was given to the thread to write."""
        self._ending: set[str] = set()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="people")
        self._tasks: set[asyncio.Task[object]] = set()
        self._well = True

    @classmethod
    def open(
        cls,
        path: Path,
        rules: SignInRules,
        now: Callable[[], Instant],
        *,
        disk: Disk | None = None,
        hasher: PasswordHasher | None = None,
    ) -> Self:
        """Open the people at `path`, or make the file; blocks, so before the ward runs.

        Raises `StoreUnfit` and `SchemaTooNew` as the ward's store does. Damaged acts are
        logged and no reason not to run: nobody could stop a pump from a tablet then.
        """
        file = PeopleFile.open(path, disk)
        keeping = Keeping(read_key(key_path(path)), hasher)
        found = verify_acts(path)
        if not found.ok:
            _log.error("%s: the acts of people are damaged: %s", path.name, found)
        return cls(file, keeping, rules, now)

    # -- who is there, from memory

    def tablet(self, secret: str | None) -> Enrolled | None:
        """Return the tablet of a cookie."""
        return None if secret is None else self.roll.tablets.get(token_hash(secret))

    def see(self, tablet: Enrolled) -> None:
        """Remember that a tablet has asked for something just now."""
        self._seen[tablet.id] = self.now()

    def last_seen(self, tablet: str) -> Instant | None:
        """Return when a tablet asked for anything last, as far as this run of the process knows."""
        return self._seen.get(tablet)

    def tablet_by_id(self, id_: str) -> Enrolled | None:
        """Return a tablet of the ward."""
        return next((each for each in self.roll.tablets.values() if each.id == id_), None)

    def signed_in(self, token: str | None, tablet: Enrolled | None) -> SignIn | None:
        """Return who is signed in at a tablet by a cookie, if she still is."""
        found = None if token is None else self.roll.sign_ins.get(token_hash(token))
        if found is None or tablet is None or found.tablet != tablet.id or self._over(found):
            return None
        return found

    def open_sign_ins(self) -> list[SignIn]:
        """Return the sign-ins that count now."""
        return [each for each in self.roll.sign_ins.values() if self._over(each) is None]

    def last_used(self, sign_in: SignIn) -> Instant:
        """Return when a sign-in was used last."""
        return max(sign_in.used_at, self._used.get(sign_in.token_hash, sign_in.used_at))

    def use(self, sign_in: SignIn) -> None:
        """Let a sign-in go on; written now and then, so that a restart makes it shorter at most."""
        now, key = self.now(), sign_in.token_hash
        if now - self._noted.get(key, sign_in.used_at) >= self.rules.idle // 4:
            self._noted[key] = now
            work = partial(register.use, token_hash=key, at=now)
            self._spawn(lambda: self._file.write(work))
        self._used[key] = now

    def grant(self, token: str, action: Action) -> Grant | None:
        """Return what somebody has given her PIN for, if it is this action."""
        found = self._grants.of(token, action, self.now())
        if found is None:
            return None
        member = self.roll.members.get(found.member.person.id)
        return None if member is None or member.disabled else found

    def _over(self, sign_in: SignIn) -> Ended | None:
        return ended_by_time(sign_in.began_at, self.last_used(sign_in), self.now(), self.rules)

    # -- signing in and out

    async def sign_in(
        self, tablet: str, badge: str, pin: str
    ) -> tuple[str, Member] | Wrong | Locked:
        """Return the token of a new sign-in; it replaces the one that was open at the tablet."""
        now, token = self.now(), new_token()

        def then(connection: Connection, member: Member) -> None:
            by = From(at=now, person=member.person.id, tablet=tablet)
            register.begin(connection, by, token_hash(token))

        asked = Asked(tablet=tablet, badge=badge, pin=pin)
        found = await self._work(lambda: self._proving.prove(asked, now, then))
        return (token, found) if isinstance(found, Member) else found

    async def sign_out(self, sign_in: SignIn) -> None:
        """End a sign-in."""
        by = From(at=self.now(), person=sign_in.member.person.id, tablet=sign_in.tablet)
        await self.write(
            lambda connection: register.end(connection, by, sign_in.token_hash, Ended.OUT)
        )

    async def give(
        self, asked: Asked, action: Action, what: str, *, not_by: str | None = None
    ) -> tuple[str, Member] | Wrong | Locked | None:
        """Return the token of a grant for one action, once it is proved who gives it.

        None where it is given by the very person that it must not be given by.
        """
        now = self.now()

        def then(connection: Connection, member: Member) -> None:
            by = From(at=now, person=member.person.id, tablet=action.tablet)
            done = "second-person-same" if member.person.id == not_by else what
            append(connection, [by.act(done, action.asked, action.tap)])

        found = await self._work(lambda: self._proving.prove(asked, now, then))
        if not isinstance(found, Member):
            return found
        if found.person.id == not_by:
            return None
        until = after(self.now(), self.rules.fresh)
        grant = Grant(action=action, member=found, until=until)
        return self._grants.give(grant, self.now()), found

    # -- tablets, and the rest

    async def enrol(self, code: str) -> tuple[str, Enrolled] | Locked | None:
        """Return the secret of a tablet that a code enrols; None for a code that is none."""
        now, secret = self.now(), new_token()
        if self._codes.locked(now):
            return Locked(self._codes.locked_until or now)
        work = partial(
            register.enrol, now=now, code_hash=code_hash(code), secret_hash=token_hash(secret)
        )
        found = await self.write(work)
        if found is None:
            self._codes = self._codes.after_wrong(now, self.rules.tablet)
            return None
        return secret, found

    async def unlock(self, by: From, person: str) -> bool:
        """Forget a person's wrong PINs; False where there is no such person."""
        if person not in self.roll.members:
            return False
        act = by.act("unlocked", person)
        await self.write(lambda connection: unlock(connection, person, act))
        return True

    async def write(self, function: Callable[[Connection], R]) -> R:
        """Return `function(connection)`, written; `NotDone` where it refused, `NotWritten`."""
        return await self._work(lambda: self._file.write(function))

    async def read(self, function: Callable[[Connection], R]) -> R:
        """Return `function(connection)` of one reading transaction; `NotWritten`."""
        return await self._work(lambda: self._file.read(function))

    async def acts(self, wanted: Wanted) -> list[Act]:
        """Return what was done about people, newest first."""
        return await self.read(lambda connection: read_acts(connection, wanted))

    def note(self, act: Act) -> None:
        """Write an act that nobody waits for: a refusal."""
        self._spawn(lambda: self._file.write(lambda connection: append(connection, [act])))

    # -- the file

    async def look(self) -> None:
        """Take over what others have written, and end what time has ended. Once a second."""
        for sign_in in list(self.roll.sign_ins.values()):
            why = self._over(sign_in)
            if why is not None:
                self._end(sign_in, why)
        try:
            if self._version != await self._perform(self._file.version):
                await self._work(lambda: None)
        except Exception as fault:
            if self._well:
                _log.warning("the people's file cannot be read: %s", fault)
            self._well = False
        else:
            self._well = True

    async def watch(self) -> None:
        """Look once a second, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look()

    async def close(self) -> None:
        """Write what waits, then let go of the file; safe to repeat."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=ANSWER_S)
        last = self._task(self._perform(self._file.close))
        await asyncio.wait({last}, timeout=ANSWER_S)
        self._thread.shutdown(wait=False)

    def _end(self, sign_in: SignIn, why: Ended) -> None:
        key = sign_in.token_hash
        if key in self._ending:  # it is being written, or could not be: it counts no more anyway
            return
        self._ending.add(key)
        by = From(at=self.now(), person=sign_in.member.person.id, tablet=sign_in.tablet)
        self._spawn(
            lambda: self._file.write(lambda connection: register.end(connection, by, key, why))
        )

    def _spawn(self, work: Callable[[], object]) -> None:
        """Do something that nobody waits for."""
        if len(self._tasks) < WAITING_MAX:
            self._task(self._and_roll(work))

    async def _work(self, work: Callable[[], R]) -> R:
        """Return what a work returns, once it is on the disk and the roll is read anew."""
        if len(self._tasks) >= WAITING_MAX:
            raise NotWritten("too many wait already")
        task = self._task(self._and_roll(work))
        # Nobody takes it back: a client that goes away has still signed in.
        await asyncio.wait({task}, timeout=ANSWER_S)
        if not task.done():
            raise NotWritten("the disk does not answer")
        if isinstance(task.exception(), register.NotDone):
            return task.result()
        if task.exception() is not None:
            raise NotWritten(str(task.exception())) from task.exception()
        return task.result()

    async def _and_roll(self, work: Callable[[], R]) -> R:
        def both() -> tuple[R, int, Roll]:
            found = work()
            return found, self._file.version(), self._file.read(read_roll)

        found, self._version, roll = await self._perform(both)
        told, self.roll = roll != self.roll, roll
        self._ending &= roll.sign_ins.keys()
        for times in (self._used, self._noted):
            for key in times.keys() - roll.sign_ins.keys():
                del times[key]
        if told:
            self.told()
        return found

    async def _perform(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _task(self, coroutine: "asyncio._CoroutineLike[R]") -> asyncio.Task[R]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and not isinstance(task.exception(), register.NotDone | None):
            _log.warning("the people's file could not be written: %s", task.exception())
