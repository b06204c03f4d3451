"""The keeper of one sandbox, on the host's side of the wall.

    shim.py MAYFLY_OWNER OWNER_MARK JOURNAL_DIRECTORY ATTEMPT

It makes what the sandbox needs (run directory, sockets, cgroups), starts it, and ends it: when its deadline comes,
when it is told to by SIGTERM, or when the sandbox ends by itself. It needs neither the worker that started it nor any
other part of Mayfly to be alive. Should it be killed itself, the kernel kills the sandbox with it.

Three files in JOURNAL_DIRECTORY, each of lines "key value":

    launch    what to do, written by the driver before the shim was started; the decisions (flags, limits, paths) are
              the driver's
    deadline  seconds since 1970, replaced by the driver to lengthen or to shorten the life
    status    what the shim has done, replaced as a whole at each step

Nothing that comes from inside the sandbox is ever read here, except the exit status that the kernel gives.

One of these runs for each workspace, so it imports next to nothing: _signal and _socket are the built-in halves of the
library's modules, without the enumerations that would double the shim's start-up time and memory.
"""

import _signal as signal
import _socket
import os
import select
import sys
import time

# Every wait for something that the kernel does has this bound, in seconds.
PATIENCE = 10.0
# How often the deadline is read again and compared with the clock, in seconds.
TICK = 2.0
# How much of bwrap's complaints is kept, in bytes.
LOG_LIMIT = 4096
# The largest file that is read, in bytes.
LARGEST = 1 << 20

RUNNING = "running"
ENDING = "ending"
EXITED = "exited"
ENDED = "ended"


class Refused(Exception):
    """The sandbox cannot be started; the text says why."""


def read_text(path):
    with open(path, "rb") as file:
        return file.read(LARGEST).decode("utf-8", "surrogateescape")


def replace(path, text):
    """Writes a file as a whole or not at all."""
    fresh = path + ".new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, text.encode("utf-8", "surrogateescape"))
    finally:
        os.close(descriptor)
    os.rename(fresh, path)


def tell_kernel(path, text):
    """Writes into a file of the kernel's."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def quietly(action, *arguments):
    """Does something that may find its object gone, or that is only an attempt; tells whether it worked."""
    try:
        action(*arguments)
        return True
    except OSError:
        return False


def started_at(pid):
    """When a process started, in clock ticks since boot; with it a process id names one process only."""
    text = read_text("/proc/%d/stat" % pid)
    return text[text.rindex(")") + 2 :].split()[19]


class Cgroup:
    def __init__(self, directory):
        self.directory = directory
        self.writes = []
        self.thaw = None


class Launch:
    """What the driver wrote. An unknown key is an error: the two halves must be of one version."""

    def __init__(self, path):
        self.run = self.rootfs = self.seccomp = self.agent = None
        self.uid = self.attempt = None
        self.sockets = []
        self.pipes = []
        self.prepare = []
        self.cgroups = []
        self.descriptors = {}
        self.rlimits = []
        self.command = []
        for line in read_text(path).splitlines():
            key, _, value = line.partition(" ")
            if key in ("run", "rootfs", "seccomp", "agent"):
                setattr(self, key, value)
            elif key == "uid":
                self.uid = int(value)
            elif key == "socket":
                number, _, name = value.partition(" ")
                self.sockets.append((int(number), name))
            elif key == "pipe":
                self.pipes.append([int(number) for number in value.split(" ")])
            elif key == "prepare":
                self.prepare.append(value.rsplit(" = ", 1))
            elif key == "cgroup":
                self.cgroups.append(Cgroup(value))
            elif key == "write":
                self.cgroups[-1].writes.append(value.split(" = ", 1))
            elif key == "thaw":
                self.cgroups[-1].thaw = value.split(" = ", 1)
            elif key == "descriptor":
                name, _, number = value.partition(" ")
                self.descriptors[name] = int(number)
            elif key == "rlimit":
                name, _, number = value.partition(" ")
                self.rlimits.append((name, int(number)))
            elif key == "command":
                self.command.append(value)
            elif key == "attempt":
                self.attempt = value
            elif key != "owner":
                raise Refused("launch has an unknown key: " + key)


class Fuse:
    """The deadline, watched on two clocks.

    The wall clock is what the deadline is given in. Setting it back must not lengthen a life, so the time left is also
    measured on the clock that only goes forward (and goes on while the machine sleeps); the earlier of both counts.
    """

    def __init__(self, path):
        self.path = path
        self.seen = self.wall = self.steady = None
        self.look()

    def look(self):
        """Reads the deadline again if it was replaced. An unreadable one leaves the last in force."""
        try:
            stat = os.stat(self.path)
            seen = (stat.st_ino, stat.st_mtime_ns)
            if seen == self.seen:
                return
            wall = float(read_text(self.path))
        except (OSError, ValueError):
            if self.wall is None:
                raise Refused("the deadline cannot be read: " + self.path)
            return
        self.seen = seen
        self.wall = wall
        self.steady = time.clock_gettime(time.CLOCK_BOOTTIME) + (wall - time.time())

    def left(self):
        return min(self.wall - time.time(), self.steady - time.clock_gettime(time.CLOCK_BOOTTIME))


class Shim:
    def __init__(self, journal, attempt):
        self.journal = journal
        self.launch = Launch(journal + "/launch")
        if self.launch.attempt != attempt:
            raise Refused("this start was given up, and another one has taken its place")
        self.status = {}
        self.child = 0
        self.inner = 0
        self.alive = 0
        self.said = 0
        self.log_room = LOG_LIMIT

    def record(self, **changes):
        self.status.update(changes)
        lines = ["%s %s\n" % (key, str(value).replace("\n", " ")) for key, value in self.status.items()]
        replace(self.journal + "/status", "".join(lines))

    def announce(self, phase):
        self.record(phase=phase)

    # --- making -----------------------------------------------------------------------------------------------------

    def make_sockets(self):
        """Host-owned listening sockets in a directory that nothing but this user can enter.

        The sandbox inherits the listening ends. It never sees the paths, and no path inside of it is used by the host.
        """
        os.makedirs(self.launch.run, 0o700, exist_ok=True)
        os.chmod(self.launch.run, 0o700)
        sockets = []
        for number, path in self.launch.sockets:
            quietly(os.unlink, path)
            listener = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
            listener.bind(path)
            os.chmod(path, 0o600)
            listener.listen(16)
            sockets.append((listener, number))
        return sockets

    def make_cgroups(self):
        for path, value in self.launch.prepare:
            os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
            self.limit(path, value)
        for group in self.launch.cgroups:
            # The parent may be swept away by another removal between its making and ours, so try a few times.
            for attempt in range(5):
                try:
                    os.makedirs(group.directory, 0o755, exist_ok=True)
                    break
                except FileNotFoundError:
                    if attempt == 4:
                        raise
            for name, value in group.writes:
                # "?" marks a file that not every kernel has.
                path = group.directory + "/" + name.lstrip("?")
                if not name.startswith("?") or os.path.exists(path):
                    self.limit(path, value)

    @staticmethod
    def limit(path, value):
        try:
            tell_kernel(path, value)
        except OSError as error:
            raise Refused("%s cannot be set to %s: %s" % (path, value, error.strerror))

    def start(self, sockets):
        """Forks, confines the child and turns it into bwrap. Returns the reading end of bwrap's status pipe."""
        alive_read, self.alive = os.pipe()
        status_read, status_write = os.pipe()
        failure_read, failure_write = os.pipe()
        seccomp = os.open(self.launch.seccomp, os.O_RDONLY | os.O_CLOEXEC)
        agent = os.open(self.launch.agent, os.O_RDONLY | os.O_CLOEXEC)
        numbers = self.launch.descriptors
        wanted = [(listener.fileno(), number) for listener, number in sockets]
        # What bwrap says goes through a pipe: no file of the host's is ever open on the other side of the wall.
        self.said, said_write = os.pipe()
        os.set_blocking(self.said, False)
        # The sandbox watches the "alive" pipe: its other end, which the kernel closes when the shim dies, is the
        # sandbox's end too, whatever happens to signals.
        wanted += [
            (alive_read, numbers["alive"]),
            (status_write, numbers["status"]),
            (seccomp, numbers["seccomp"]),
            (agent, numbers["agent"]),
            (said_write, 1),
            (said_write, 2),
        ]
        # Pipes for use inside only: both ends go there.
        inside = [(os.pipe(), numbers) for numbers in self.launch.pipes]
        for ends, numbers in inside:
            wanted += zip(ends, numbers)
        self.child = os.fork()
        if self.child == 0:
            try:
                self.become_sandbox(wanted)
            except BaseException as error:
                os.write(failure_write, ("%s: %s" % (type(error).__name__, error)).encode()[:500])
            finally:
                os._exit(126)
        for descriptor in (alive_read, status_write, failure_write, seccomp, agent, said_write):
            os.close(descriptor)
        for ends, _ in inside:
            os.close(ends[0])
            os.close(ends[1])
        for listener, _ in sockets:
            listener.close()
        # The pipe closes by itself when the child becomes bwrap.
        failure = os.read(failure_read, 1000)
        os.close(failure_read)
        if failure:
            raise Refused("the sandbox cannot be started: " + failure.decode("utf-8", "replace"))
        return status_read

    def become_sandbox(self, wanted):
        """In the child: enters the cgroups, gives up every right of the host's, and becomes bwrap. Does not return."""
        import _thread

        # The kernel takes some 7 ms for the first move into a cgroup, in which the rest can be prepared.
        entered = _thread.allocate_lock()
        entered.acquire()
        failures = []
        _thread.start_new_thread(self.enter_cgroups, (failures, entered))

        import ctypes
        import resource

        libc = ctypes.CDLL(None, use_errno=True)

        def call(name, *arguments):
            if getattr(libc, name)(*arguments) != 0:
                code = ctypes.get_errno()
                raise OSError(code, name + ": " + os.strerror(code))

        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        # When the host runs short of memory, sandboxes go first.
        quietly(tell_kernel, "/proc/self/oom_score_adj", "500")
        for name, value in self.launch.rlimits:
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
        uid = self.launch.uid
        if uid is not None:
            # A mount namespace of our own, in which the root file system is reachable for a user without any right:
            # on the host it may lie below a directory that only its owner may enter.
            clone_newns, ms_private, ms_rec, ms_bind = 0x20000, 1 << 18, 1 << 14, 1 << 12
            call("unshare", clone_newns)
            call("mount", b"none", b"/", None, ms_rec | ms_private, None)
            rootfs = os.open(self.launch.rootfs, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, b"mode=0755,size=64k")
            os.mkdir("/tmp/rootfs", 0o755)
            # By its descriptor, because it may itself lie below /tmp.
            call("mount", b"/proc/self/fd/%d" % rootfs, b"/tmp/rootfs", None, ms_bind, None)
        entered.acquire()
        if failures:
            raise failures[0]
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        os.chdir("/")
        pr_set_pdeathsig = 1
        call("prctl", pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)  # a change of ids clears it, so only now
        if os.getppid() != self.status["shim"]:
            os._exit(125)  # the shim died before that
        os.umask(0o022)
        place_descriptors(wanted)
        os.execve(self.launch.command[0], self.launch.command, {"PATH": "/usr/bin:/bin"})

    def enter_cgroups(self, failures, entered):
        try:
            for group in self.launch.cgroups:
                tell_kernel(group.directory + "/cgroup.procs", str(os.getpid()))
        except OSError as error:
            failures.append(error)
        finally:
            entered.release()

    def learn_inner(self, status_read):
        """Waits for bwrap to tell the host's process id of the first process inside."""
        text = b""
        give_up = time.monotonic() + PATIENCE
        while b"\n" not in text:
            left = give_up - time.monotonic()
            if left <= 0 or not select.select([status_read], [], [], left)[0]:
                raise Refused("bwrap has not told its process id within %d s" % PATIENCE)
            piece = os.read(status_read, 4096)
            if not piece:
                raise Refused("bwrap ended before the sandbox began; shim.log beside this file says why")
            text += piece
        os.close(status_read)
        # {"child-pid": 123, ...}
        digits = text.split(b'"child-pid":', 1)[1].lstrip()
        end = 0
        while digits[end : end + 1].isdigit():
            end += 1
        self.inner = int(digits[:end])

    # --- living -----------------------------------------------------------------------------------------------------

    def live(self, fuse, wakeup, asked):
        """Waits for one of the three ends; returns its phase, its reason and the exit code (-1: there is none)."""
        while True:
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if pid:
                self.child = 0
                code = os.waitstatus_to_exitcode(status)
                return EXITED, "the sandbox ended by itself", code if code >= 0 else 128 - code
            if asked:
                return ENDED, "removed", -1
            fuse.look()
            left = fuse.left()
            if left <= 0:
                # An extension may come in this very moment. Whoever extends writes the deadline and then reads the
                # phase; the other way round here. So either the extension is seen, or it is seen to be too late.
                quietly(self.announce, ENDING)
                fuse.look()
                left = fuse.left()
                if left <= 0:
                    return ENDED, "fuse", -1
                quietly(self.announce, RUNNING)
            ready = select.select([wakeup, self.said] if self.said else [wakeup], [], [], min(left + 0.005, TICK))[0]
            if wakeup in ready:
                os.read(wakeup, 512)
            if self.said in ready:
                self.listen()

    def listen(self):
        """Keeps the beginning of what bwrap complains about, and then stops listening: somebody inside could speak for
        ever to keep this process busy."""
        try:
            piece = os.read(self.said, self.log_room)
        except BlockingIOError:
            return
        self.log_room -= len(piece)
        sys.stderr.buffer.write(piece)
        sys.stderr.buffer.flush()
        if not piece or not self.log_room:
            os.close(self.said)
            self.said = 0

    # --- ending -----------------------------------------------------------------------------------------------------

    def members(self):
        """Every process in the sandbox's cgroups."""
        found = set()
        for group in self.launch.cgroups:
            try:
                found.update(int(line) for line in read_text(group.directory + "/cgroup.procs").split())
            except OSError:
                pass
        return found

    def kill_all(self):
        """Kills the sandbox and waits until nothing of it is left, at most PATIENCE seconds."""
        give_up = time.monotonic() + PATIENCE
        while True:
            for group in self.launch.cgroups:
                quietly(tell_kernel, group.directory + "/cgroup.kill", "1")
            # The first process inside takes its whole process namespace with it.
            for pid in (self.inner, self.child):
                if pid and self.child:
                    quietly(os.kill, pid, signal.SIGKILL)
            for pid in self.members():
                quietly(os.kill, pid, signal.SIGKILL)
            # What is frozen cannot die under cgroup v1.
            for group in self.launch.cgroups:
                if group.thaw:
                    quietly(tell_kernel, group.directory + "/" + group.thaw[0], group.thaw[1])
            if self.child and os.waitpid(self.child, os.WNOHANG)[0]:
                self.child = 0
            if not self.child and not self.members():
                return True
            if time.monotonic() > give_up:
                return False
            time.sleep(0.002)

    def clear(self):
        """Takes away what was made. What does not go is left for the driver's removal, which finds it by its name."""
        for _, path in self.launch.sockets:
            quietly(os.unlink, path)
        quietly(os.rmdir, self.launch.run)
        give_up = time.monotonic() + PATIENCE
        for group in self.launch.cgroups:
            while os.path.isdir(group.directory) and time.monotonic() < give_up:
                if not quietly(os.rmdir, group.directory):
                    time.sleep(0.002)
            quietly(os.rmdir, os.path.dirname(group.directory))  # goes when this was the last one

    def run(self):
        pid = os.getpid()
        # Before anything is made, it stands in the journal who makes it.
        boot = read_text("/proc/sys/kernel/random/boot_id").strip()
        self.record(phase="starting", shim=pid, shimStart=started_at(pid), boot=boot)
        wakeup, wakeup_write = os.pipe()
        os.set_blocking(wakeup_write, False)
        signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
        asked = []
        signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        quietly(tell_kernel, "/proc/self/oom_score_adj", "-900")
        try:
            fuse = Fuse(self.journal + "/deadline")
            if fuse.left() <= 0:
                raise Refused("the deadline is over already")
            sockets = self.make_sockets()
            self.make_cgroups()
            self.learn_inner(self.start(sockets))
            self.record(
                phase=RUNNING,
                bwrap=self.child,
                bwrapStart=started_at(self.child),
                inner=self.inner,
                innerStart=started_at(self.inner),
                pidNamespace=os.readlink("/proc/%d/ns/pid" % self.inner),
            )
            phase, reason, code = self.live(fuse, wakeup, asked)
        except (Refused, OSError, LookupError, ValueError) as error:
            phase, reason, code = EXITED, "%s" % error, -1
        gone = self.kill_all()
        if self.said:
            quietly(self.listen)
        self.clear()
        if not gone:
            reason += "; some of its processes did not die within %d s" % PATIENCE
        # A full disk must not matter here: what cannot be written is told by what is gone.
        try:
            self.record(phase=phase, reason=reason, exit=code)
        except OSError:
            pass


def place_descriptors(wanted):
    """Gives each descriptor the number that the command expects, and lets nothing else be inherited."""
    import fcntl

    high = [(fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 100), number) for descriptor, number in wanted]
    for descriptor, number in high:
        os.dup2(descriptor, number, inheritable=True)
    kept = {0, 1, 2} | {number for _, number in wanted}
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            quietly(os.set_inheritable, int(name), False)


def main():
    # The parent returns at once; the child belongs to nobody but the host's first process.
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    os.chdir("/")
    os.umask(0o077)
    try:
        Shim(sys.argv[3], sys.argv[4]).run()
    except Exception as error:  # the journal cannot be read or written: nothing was made
        sys.stderr.write("%s: %s\n" % (type(error).__name__, error))
        sys.exit(1)


main()
