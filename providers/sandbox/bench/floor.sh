#!/bin/sh
# How quick a desktop can be at best: the same bubblewrap, X server, window manager and panel as the driver's, with
# nothing of ours in between. Prints the milliseconds until the server has greeted, once for each run.
#
#     floor.sh ROOTFS [RUNS]
set -eu
rootfs=$1
runs=${2:-20}
exec /usr/bin/python3 -I -S - "$rootfs" "$runs" <<'PYTHON'
import os, signal, socket, sys, tempfile, time

rootfs, runs = sys.argv[1], int(sys.argv[2])
folder = tempfile.mkdtemp(prefix="mayfly-floor-")
os.chmod(folder, 0o755)
inside = (
    "mkdir -m 1777 /tmp/.X11-unix; mkdir /home/user; export DISPLAY=:0;"
    "Xtigervnc :0 -rfbport -1 -rfbunixpath /run/sockets/s -rfbunixmode 0600 -SecurityTypes None -nolisten tcp"
    " -geometry 1280x800 -depth 24 -extension GLX -displayfd 3 3>/tmp/d & "
    "while [ ! -s /tmp/d ]; do sleep 0.005; done;"
    "openbox --config-file /usr/share/mayfly/openbox/rc.xml & tint2 -c /usr/share/mayfly/tint2/tint2rc & wait"
)
command = (
    "bwrap --unshare-all --unshare-user --uid 1000 --gid 1000 --die-with-parent --new-session --clearenv"
    " --setenv PATH /usr/bin:/bin --setenv HOME /home/user --ro-bind %s / --dev /dev --proc /proc"
    " --tmpfs /tmp --tmpfs /run --tmpfs /home --bind %s /run/sockets --cap-drop ALL --disable-userns"
    " --assert-userns-disabled --chdir / -- /bin/sh -c" % (rootfs, folder)
).split() + [inside]
times = []
for _ in range(runs):
    path = folder + "/s"
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        null = os.open("/dev/null", os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        os.execvp("bwrap", command)
    while True:
        try:
            client = socket.socket(socket.AF_UNIX)
            client.connect(path)
            if client.recv(12) == b"RFB 003.008\n":
                break
        except OSError:
            pass
        client.close()
        if time.monotonic() - begun > 20:
            sys.exit("no desktop within 20 s")
        time.sleep(0.001)
    times.append((time.monotonic() - begun) * 1000)
    print("%.1f" % times[-1])
    client.close()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.unlink(path)
os.rmdir(folder)
times.sort()
sys.stderr.write("p50 %.1f ms, p95 %.1f ms, %d runs\n" % (times[len(times) // 2], times[int(len(times) * 0.95)], runs))
PYTHON
