"""The first program inside a sandbox: keeps the desktop going and does what the host asks for.

    agent.py PROCESSES [SERVER COMMAND...]

PROCESSES is how many there may be. With a desktop, SERVER is the process id of the X server, which the same shell has
started just before this program, because everything here can be done while it gets up; COMMAND starts another one.

It serves the listening socket that it inherits. Each connection is one request: a line of JSON, then bytes. It answers
with a line of JSON {"ok": true, ...} or {"ok": false, "error": CODE, "message": TEXT}, then bytes. The host must not,
and does not, believe anything that is said here: whoever controls the sandbox controls this program. What it is for is
that paths are resolved, and programs run, on this side of the wall only.

The desktop's clients do not come through here: the X server accepts them on a listening socket of its own.
"""

import os
import sys

HOME = "/home/user"
INBOX = HOME + "/inbox"
OUTBOX = HOME + "/outbox"
SKELETON = "/usr/share/mayfly/skel"
RUNTIME = "/run/user"

# Descriptors inherited from the host, by the numbers that the driver has given them.
AGENT_SOCKET = 3
DESKTOP_SOCKET = 4
ALIVE = 5
# A pipe on which the first X server announces itself.
ANNOUNCED = 6
ANNOUNCING = 7

HEADER_LIMIT = 64 * 1024
# How many processes are kept back for the agent when programs use up the rest.
RESERVED_PROCESSES = 16
CONNECTIONS = 24
CHUNK = 64 * 1024
# How long a client may take to send its request or to take its answer, in seconds of silence.
SILENCE = 30.0
# How often one of the desktop's programs is started again before it is left alone.
RESTARTS = 20
# How long the output of a program is still read after its end, for children that have kept it open, in seconds.
AFTERMATH = 0.25

ENVIRONMENT = {
    "HOME": HOME,
    "USER": "user",
    "LOGNAME": "user",
    "SHELL": "/bin/bash",
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/games",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "xterm-256color",
    "XDG_RUNTIME_DIR": RUNTIME,
    "XDG_CONFIG_HOME": HOME + "/.config",
    "XDG_CACHE_HOME": "/tmp/.cache",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NO_AT_BRIDGE": "1",
    "GTK_A11Y": "none",
    "GIO_USE_VFS": "local",
    "GSETTINGS_BACKEND": "memory",
}


def spawn(command, stdin=None, keep=()):
    """Starts a program that says nothing to anybody, in a session of its own."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    if stdin is None:
        actions.append((os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0))
    else:
        actions.append((os.POSIX_SPAWN_DUP2, stdin, 0))
    actions += [(os.POSIX_SPAWN_DUP2, descriptor, number) for descriptor, number in keep]
    return os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=actions, setsid=True)


def expose(pid):
    """Of all that runs here, programs of the user's are to be killed first when memory is short, and stopped first when
    there are too many of them: the agent must stay able to answer."""
    import resource

    try:
        with open("/proc/%d/oom_score_adj" % pid, "w") as file:
            file.write("900")
        limit = resource.getrlimit(resource.RLIMIT_NPROC)[0]
        if limit > 2 * RESERVED_PROCESSES:
            limit -= RESERVED_PROCESSES
            resource.prlimit(pid, resource.RLIMIT_NPROC, (limit, limit))
    except OSError:
        pass  # it has ended already


class Desktop:
    """The X server, and around it the window manager, the panel and the files on the desktop."""

    PROGRAMS = (
        ["/usr/bin/openbox", "--config-file", "/usr/share/mayfly/openbox/rc.xml"],
        ["/usr/bin/tint2", "-c", "/usr/share/mayfly/tint2/tint2rc"],
        ["/usr/bin/pcmanfm", "--desktop"],
    )

    def __init__(self, command, server):
        self.command = command
        self.server = server
        self.ready = False
        self.announced = ANNOUNCED
        self.running = {}
        self.starts = 0

    def start(self):
        """Starts another X server when the first one has ended."""
        self.ready = False
        self.starts += 1
        self.announced, writer = os.pipe()
        self.server = spawn(self.command, stdin=DESKTOP_SOCKET, keep=[(writer, 9)])
        os.close(writer)

    def advance(self):
        """Called when the X server has announced itself, or has died before."""
        # It writes the number of its display and the end of the line one after the other, and ends when nobody reads.
        said = os.read(self.announced, 64)
        self.ready = self.ready or b"\n" in said
        if said and not self.ready:
            return
        os.close(self.announced)
        self.announced = None
        if self.ready:
            for program in self.PROGRAMS:
                self.run(program)

    def run(self, program):
        pid = spawn(program)
        self.running[pid] = program
        expose(pid)

    def reaped(self, pid, status):
        """Called for every child that has ended: what belongs to the desktop is started again, within limits."""
        if pid == self.server:
            sys.stderr.write("the X server ended with status %d\n" % status)
        if self.starts >= RESTARTS:
            return
        if pid == self.server:
            self.server = 0
            self.ready = False
            self.running.clear()
            self.start()
        elif pid in self.running:
            program = self.running.pop(pid)
            self.starts += 1
            self.run(program)

    def state(self):
        return "ready" if self.ready else "starting" if self.server else "failed"


def copy_skeleton():
    """Fills the empty home. Written out, because the library's way costs more time than the copying."""
    for folder in (HOME, RUNTIME, "/tmp/.cache"):
        os.makedirs(folder, 0o700, exist_ok=True)
    if os.path.isdir(SKELETON):
        for folder, _, names in os.walk(SKELETON):
            target = HOME + folder[len(SKELETON):]
            os.makedirs(target, exist_ok=True)
            if target == OUTBOX:
                continue  # what lies there is given out as the user's own
            for name in names + [n for n in os.listdir(folder) if os.path.islink(folder + "/" + n)]:
                source, copy = folder + "/" + name, target + "/" + name
                if os.path.islink(source):
                    if not os.path.lexists(copy):
                        os.symlink(os.readlink(source), copy)
                else:
                    with open(source, "rb") as reader, open(copy, "wb") as writer:
                        writer.write(reader.read())
    for folder in (INBOX, OUTBOX):
        os.makedirs(folder, exist_ok=True)
    os.chdir(HOME)


class Problem(Exception):
    """A request that cannot be done: a code of a closed set, and a sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Request:
    """One connection, served in a process of its own so that nothing that it does can hold up the others."""

    def __init__(self, connection, desktop_state):
        self.connection = connection
        self.desktop_state = desktop_state
        self.ahead = b""

    def serve(self):
        import json

        self.json = json
        self.connection.settimeout(SILENCE)
        try:
            header = self.read_header()
            operation = {
                "health": self.health,
                "exec": self.execute,
                "put": self.put,
                "list": self.list,
                "get": self.get,
                "archive": self.archive,
                "terminal": self.terminal,
            }.get(header.get("op"))
            if operation is None:
                raise Problem("UNKNOWN", "no such operation")
            operation(header)
        except Problem as problem:
            self.fail(problem.code, str(problem))
        except FileNotFoundError as error:
            self.fail("NOT_FOUND", error.strerror)
        except OSError as error:
            self.fail("FAILED", error.strerror or type(error).__name__)
        except (ValueError, KeyError, TypeError, MemoryError) as error:
            self.fail("FAILED", "%s: %s" % (type(error).__name__, error))

    # --- the wire ---------------------------------------------------------------------------------------------------

    def read_header(self):
        text = b""
        while b"\n" not in text:
            piece = self.connection.recv(CHUNK)
            if not piece:
                raise Problem("MALFORMED", "the request ended early")
            text += piece
            if len(text) > HEADER_LIMIT and b"\n" not in text[:HEADER_LIMIT]:
                raise Problem("MALFORMED", "the request is too long")
        line, _, self.ahead = text.partition(b"\n")
        header = self.json.loads(line)
        if not isinstance(header, dict):
            raise Problem("MALFORMED", "the request is not an object")
        return header

    def receive(self, most):
        if self.ahead:
            piece, self.ahead = self.ahead[:most], self.ahead[most:]
            return piece
        return self.connection.recv(min(most, CHUNK))

    def receive_exactly(self, count):
        pieces = []
        while count > 0:
            piece = self.receive(count)
            if not piece:
                raise Problem("MALFORMED", "the request ended early")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def answer(self, **fields):
        self.connection.sendall(self.json.dumps(fields).encode() + b"\n")

    def fail(self, code, message):
        try:
            self.answer(ok=False, error=code, message=message[:500])
        except OSError:
            pass

    # --- operations -------------------------------------------------------------------------------------------------

    def health(self, header):
        self.answer(ok=True, protocol=1, desktop=self.desktop_state)

    def execute(self, header):
        import select
        import signal
        import time

        argv = header["argv"]
        cap = int(header["cap"])
        give_up = time.monotonic() + float(header["seconds"])
        feed = self.receive_exactly(int(header["input"]))
        ins, outs, errs = os.pipe(), os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                for number, descriptor in ((0, ins[0]), (1, outs[1]), (2, errs[1])):
                    os.dup2(descriptor, number, inheritable=True)
                os.chdir(header.get("cwd") or HOME)
                restore_signals()
                expose(os.getpid())
                os.execvpe(argv[0], argv, ENVIRONMENT)
            except FileNotFoundError:
                os.write(2, ("%s: not found\n" % argv[0]).encode("utf-8", "replace")[:500])
                os._exit(127)
            except BaseException as error:
                os.write(2, ("%s: %s\n" % (argv[0], error)).encode("utf-8", "replace")[:500])
                os._exit(126)
        for descriptor in (ins[0], outs[1], errs[1]):
            os.close(descriptor)
        os.set_blocking(ins[1], False)
        kept = {outs[0]: [], errs[0]: []}
        room = {outs[0]: cap, errs[0]: cap}
        readers = {outs[0], errs[0]}
        writer = ins[1] if feed else None
        if not feed:
            os.close(ins[1])
        timed_out = truncated = False
        status = None
        ended_at = None
        while True:
            now = time.monotonic()
            if status is None:
                done, code = os.waitpid(pid, os.WNOHANG)
                if done:
                    status, ended_at = code, now
            if status is not None and (not readers or now - ended_at > AFTERMATH):
                break
            if status is None and now >= give_up:
                timed_out = True
                kill_session(pid, signal.SIGKILL)
                give_up = now + 3600
            wait = 0.02 if status is not None or not readers else 0.1
            ready, writable, _ = select.select(
                list(readers) + [self.connection], [writer] if writer is not None else [], [], wait)
            for descriptor in ready:
                if descriptor is self.connection:
                    # The host says nothing more after its request: it has gone, and with it the reason to run this.
                    if not self.connection.recv(1):
                        kill_session(pid, signal.SIGKILL)
                        os._exit(0)
                    continue
                piece = os.read(descriptor, CHUNK)
                if not piece:
                    readers.discard(descriptor)
                    continue
                keep = piece[: room[descriptor]]
                truncated = truncated or len(keep) < len(piece)
                room[descriptor] -= len(keep)
                kept[descriptor].append(keep)
            if writable:
                try:
                    feed = feed[os.write(writer, feed):]
                except BlockingIOError:
                    pass
                except OSError:
                    feed = b""
                if not feed:
                    os.close(writer)
                    writer = None
        code = os.waitstatus_to_exitcode(status)
        output, errors = b"".join(kept[outs[0]]), b"".join(kept[errs[0]])
        self.answer(ok=True, exit=code if code >= 0 else 128 - code, output=len(output), errors=len(errors),
                    timedOut=timed_out, truncated=truncated)
        self.connection.sendall(output)
        self.connection.sendall(errors)

    def put(self, header):
        import hashlib

        name = plain_name(header["name"])
        left = int(header["bytes"])
        digest = hashlib.sha256()
        part = "%s/.%d.part" % (INBOX, os.getpid())
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        try:
            try:
                while left > 0:
                    piece = self.receive(min(left, CHUNK))
                    if not piece:
                        raise Problem("MALFORMED", "the file ended early")
                    digest.update(piece)
                    left -= len(piece)
                    while piece:
                        piece = piece[os.write(descriptor, piece):]
            finally:
                os.close(descriptor)
            os.rename(part, INBOX + "/" + name)
        except BaseException:
            os.unlink(part)
            raise
        self.answer(ok=True, sha256=digest.hexdigest())

    def list(self, header):
        import stat

        limit = int(header["limit"])
        entries = []
        with os.scandir(OUTBOX) as found:
            for entry in found:
                try:
                    plain_name(entry.name)
                    status = entry.stat(follow_symlinks=False)
                except (OSError, Problem):
                    continue
                if stat.S_ISREG(status.st_mode):
                    entries.append((entry.name, status.st_size, max(0, int(status.st_mtime))))
                if len(entries) >= limit:
                    break
        entries.sort()
        body = "".join(self.json.dumps({"name": n, "bytes": s, "modified": m}) + "\n" for n, s, m in entries).encode()
        self.answer(ok=True, entries=len(entries), bytes=len(body))
        self.connection.sendall(body)

    def get(self, header):
        import stat

        path = OUTBOX + "/" + plain_name(header["name"])
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Problem("NOT_FOUND", "not a plain file")
        left = status.st_size
        self.answer(ok=True, bytes=left)
        while left > 0:
            piece = os.read(descriptor, min(left, CHUNK))
            if not piece:
                return  # it became shorter; the host sees that bytes are missing
            self.connection.sendall(piece)
            left -= len(piece)

    def archive(self, header):
        reader, writer = os.pipe()
        pid = spawn(["/usr/bin/tar", "--create", "--file=/dev/fd/9", "--format=posix", "--one-file-system",
                     "--sort=name", "--numeric-owner", "--warning=none", "--directory=" + HOME, "."],
                    keep=[(writer, 9)])
        os.close(writer)
        self.answer(ok=True)
        try:
            while True:
                piece = os.read(reader, CHUNK)
                self.connection.sendall(len(piece).to_bytes(4, "big") + piece)
                if not piece:
                    break
        except OSError:
            kill_session(pid, 9)
            raise
        # 1 is "some files changed while they were read", which a living home does.
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.answer(ok=code in (0, 1), error="FAILED", message="tar ended with %d" % code)

    def terminal(self, header):
        """A shell on a terminal. From the host: type (1 byte: 0 keys, 1 size), length (4 bytes), bytes; to it: bytes."""
        import pty
        import select
        import struct

        def resize(columns, rows):
            import fcntl
            import termios

            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

        pid, terminal = pty.fork()
        if pid == 0:
            restore_signals()
            expose(os.getpid())
            os.chdir(HOME)
            os.execve("/bin/bash", ["bash"], ENVIRONMENT)
        resize(max(1, min(int(header["columns"]), 1000)), max(1, min(int(header["rows"]), 1000)))
        self.answer(ok=True)
        # Neither side may hold up the other: a program that does not read while it writes would wait for ever for a host
        # that does the same. Each way is read only while what was read before is under way.
        self.connection.setblocking(False)
        os.set_blocking(terminal, False)
        pending, typed, shown = self.ahead, b"", b""
        while True:
            while len(pending) >= 5 and len(typed) < HEADER_LIMIT:
                kind, length = pending[0], int.from_bytes(pending[1:5], "big")
                if length > HEADER_LIMIT:
                    raise Problem("MALFORMED", "the frame is too long")
                if len(pending) < 5 + length:
                    break
                body, pending = pending[5 : 5 + length], pending[5 + length :]
                if kind == 0:
                    typed += body
                elif kind == 1 and length == 4:
                    resize(*struct.unpack(">HH", body))
            poll = select.poll()
            room = len(typed) < HEADER_LIMIT
            # Asked for even when nothing is wanted of it, for so the end of the host's side is told.
            poll.register(self.connection, (select.POLLIN if room else 0) | (select.POLLOUT if shown else 0))
            if typed or not shown:
                poll.register(terminal, (select.POLLOUT if typed else 0) | (0 if shown else select.POLLIN))
            ready = dict(poll.poll())
            said, told = ready.get(self.connection.fileno(), 0), ready.get(terminal, 0)
            if said & (select.POLLHUP | select.POLLERR):
                kill_session(pid, 1)
                return
            try:
                if said & select.POLLIN:
                    piece = self.connection.recv(CHUNK)
                    if not piece:
                        kill_session(pid, 1)
                        return
                    pending += piece
                if said & select.POLLOUT:
                    shown = shown[self.connection.send(shown):]
            except BlockingIOError:
                pass
            try:
                if told & (select.POLLIN | select.POLLHUP) and not shown:
                    shown = os.read(terminal, CHUNK)
                    if not shown:
                        return
                if told & select.POLLOUT:
                    typed = typed[os.write(terminal, typed):]
            except BlockingIOError:
                pass
            except OSError:
                return  # the shell has ended


def plain_name(name):
    if (not isinstance(name, str) or name in ("", ".", "..") or "/" in name or not name.isprintable()
            or len(name.encode("utf-8", "replace")) > 255):
        raise Problem("NOT_FOUND", "not a plain file name")
    name.encode("utf-8")
    return name


def kill_session(pid, number):
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, number)
        except OSError:
            pass


def restore_signals():
    import signal

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def main():
    limit = int(sys.argv[1])
    # Nothing that is started here inherits what came from the host.
    for descriptor in (AGENT_SOCKET, DESKTOP_SOCKET, ALIVE, ANNOUNCED):
        try:
            os.set_inheritable(descriptor, False)
        except OSError:
            pass
    # What this program says in case of a fault goes to the host's log of the sandbox; what it starts says nothing there.
    desktop = None
    if len(sys.argv) > 2:
        ENVIRONMENT["DISPLAY"] = ":0"
        os.close(ANNOUNCING)
        desktop = Desktop(sys.argv[3:], int(sys.argv[2]))

    import resource
    import select
    import signal
    import socket

    # Inside the sandbox's own user namespace this counts its processes only, with or without a pids cgroup.
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))
    copy_skeleton()

    wakeup, wakeup_write = os.pipe()
    os.set_blocking(wakeup_write, False)
    os.set_blocking(wakeup, False)
    signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    # What ended before anybody listened for it: look once without being told.
    os.write(wakeup_write, b"x")
    server = socket.socket(fileno=AGENT_SOCKET)
    server.setblocking(False)
    serving = set()
    while True:
        watched = [ALIVE, wakeup]
        if len(serving) < CONNECTIONS:
            watched.append(server)
        if desktop is not None and desktop.announced is not None:
            watched.append(desktop.announced)
        ready = select.select(watched, [], [])[0]
        if ALIVE in ready:
            return  # the shim has died; the first process ends, and the kernel ends the rest
        if wakeup in ready:
            os.read(wakeup, 512)
            while True:
                try:
                    pid, status = os.waitpid(-1, os.WNOHANG)
                except ChildProcessError:
                    break
                if not pid:
                    break
                serving.discard(pid)
                if desktop is not None:
                    try:
                        desktop.reaped(pid, status)
                    except OSError:
                        pass  # no process can be started now; the desktop stays as it is
        if desktop is not None and desktop.announced in ready:
            try:
                desktop.advance()
            except OSError:
                pass
        if server in ready:
            try:
                connection, _ = server.accept()
            except OSError:
                continue
            with connection:
                try:
                    pid = os.fork()
                except OSError:
                    connection.settimeout(0.1)
                    try:
                        connection.sendall(b'{"ok": false, "error": "BUSY", "message": "no process can be started"}\n')
                    except OSError:
                        pass
                    continue
                if pid == 0:
                    try:
                        server.close()
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        Request(connection, desktop.state() if desktop is not None else "off").serve()
                    finally:
                        os._exit(0)
                serving.add(pid)


main()
