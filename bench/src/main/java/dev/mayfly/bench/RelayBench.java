package dev.mayfly.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the relay adds to a desktop's own socket, in turn with that socket, so that whatever else the machine does
 * disturbs both alike; how long it takes from the request to the first picture; and what viewers of many desktops cost.
 */
public final class RelayBench {
    private static final int RUNS = 20;
    private static final int DESKTOPS = 50;
    private static final int WARM_UP = 2_000;
    private static final int PINGS = 5_000;
    private static final int PICTURES = 500;

    /** A picture that changes in ordinary use: 256 KiB. */
    private static final int PART = 256;

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int SECONDS = 20;
    private static final int REST_MILLIS = 10_000;

    private RelayBench() {}

    /** Prints the figures: times in milliseconds, memory in MiB. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        int runs = arguments.runs().orElse(RUNS);
        Figures figures = new Figures();
        try (Server server = Server.start(arguments.command())) {
            Client alice = server.client("alice");
            for (int run = 0; run < runs; run++) {
                firstPicture(server, alice, run < 3 ? new Figures() : figures);
            }
            latency(server, alice, figures);
            memory(server, alice, figures);
        }
        figures.print();
    }

    /** From the request, as a person makes it, to a picture. */
    private static void firstPicture(Server server, Client alice, Figures figures) throws IOException {
        long begun = System.nanoTime();
        String id = alice.request(Server.DESKTOP);
        alice.await(id, "READY");
        figures.add("ready", Server.since(begun));
        long ready = System.nanoTime();
        String ticket = alice.ticket(id);
        figures.add("ticket", Server.since(ready));
        try (Viewer viewer = new Viewer(Line.relayed(server.port(), id, ticket))) {
            viewer.look(WIDTH, HEIGHT);
            figures.add("firstPicture", Server.since(begun));
        }
        System.err.printf("first picture after %.0f ms%n", figures.last("firstPicture"));
        alice.end(id);
        alice.await(id, "CLOSED");
    }

    private static void latency(Server server, Client alice, Figures figures) throws IOException {
        String id = alice.request(Server.DESKTOP);
        alice.await(id, "READY");
        try (Viewer direct = new Viewer(Line.direct(socketOf(id)));
                Viewer relayed = new Viewer(Line.relayed(server.port(), id, alice.ticket(id)))) {
            for (int i = 0; i < WARM_UP; i++) {
                direct.ping();
                relayed.ping();
                if (i % 10 == 0) {
                    direct.look(PART, PART);
                    relayed.look(PART, PART);
                }
            }
            for (int i = 0; i < PINGS; i++) {
                figures.add("pingDirect", timed(direct::ping));
                figures.add("pingRelayed", timed(relayed::ping));
            }
            for (int i = 0; i < PICTURES; i++) {
                figures.add("pictureDirect", timed(() -> direct.look(PART, PART)));
                figures.add("pictureRelayed", timed(() -> relayed.look(PART, PART)));
            }
        }
        for (String what : List.of("ping", "picture")) {
            figures.say(what + "AddedP50", figures.median(what + "Relayed") - figures.median(what + "Direct"));
            figures.say(what + "AddedP99", figures.slowest(what + "Relayed") - figures.slowest(what + "Direct"));
        }
        alice.end(id);
        alice.await(id, "CLOSED");
    }

    private static void memory(Server server, Client alice, Figures figures) throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < DESKTOPS; i++) {
            ids.add(alice.request(Server.DESKTOP));
        }
        ids.forEach(id -> alice.await(id, "READY"));
        System.err.println("resting with %d desktops that nobody looks at".formatted(DESKTOPS));
        Server.pause(REST_MILLIS);
        double idle = IdleBench.resident(server.pid());
        figures.say("serverRssIdle", idle);
        List<Viewer> viewers = new ArrayList<>();
        for (String id : ids) {
            viewers.add(new Viewer(Line.relayed(server.port(), id, alice.ticket(id))));
        }
        double most = 0;
        long begun = System.nanoTime();
        for (int second = 0; second < SECONDS; second++) {
            for (Viewer viewer : viewers) {
                viewer.look(WIDTH / 2, HEIGHT / 2);
            }
            most = Math.max(most, IdleBench.resident(server.pid()));
            Server.pause((long) Math.max(0, 1_000 * (second + 1) - Server.since(begun)));
        }
        figures.say("serverRssWatched", most);
        // Nobody reads what they have asked for.
        for (Viewer viewer : viewers) {
            for (int i = 0; i < 4; i++) {
                viewer.ask(WIDTH, HEIGHT);
            }
        }
        Server.pause(REST_MILLIS);
        double stuck = IdleBench.resident(server.pid());
        figures.say("serverRssWithSlowViewers", stuck);
        figures.say("viewersCost", Math.max(most, stuck) - idle);
        for (Viewer viewer : viewers) {
            viewer.close();
        }
        ids.forEach(alice::end);
        ids.forEach(id -> alice.await(id, "CLOSED"));
    }

    /** The kernel lists the names of all sockets. */
    private static Path socketOf(String id) {
        return Server.lines(Path.of("/proc/net/unix")).stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(name -> name.contains(id) && name.endsWith("/desktop"))
                .findFirst()
                .map(Path::of)
                .orElseThrow(() -> new IllegalStateException("The desktop of %s has no socket".formatted(id)));
    }

    private static double timed(Act act) throws IOException {
        long begun = System.nanoTime();
        act.run();
        return Server.since(begun);
    }

    /** Something that is timed. */
    private interface Act {
        void run() throws IOException;
    }
}
