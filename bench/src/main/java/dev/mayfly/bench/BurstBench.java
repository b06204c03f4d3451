package dev.mayfly.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Fifty requests at once, to ready; then all fifty ended at once, to verified gone. */
public final class BurstBench {
    private static final int ROUNDS = 5;
    private static final int SIZE = 50;
    private static final int PATIENCE_MILLIS = 60_000;

    private BurstBench() {}

    /** Prints the figures: workspaces per second, and milliseconds. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        Figures figures = new Figures();
        int failed = 0;
        try (Server server = Server.start(arguments.command());
                ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
            Client alice = server.client("alice");
            round(alice, parallel, new Figures());
            for (int round = 0; round < arguments.runs().orElse(ROUNDS); round++) {
                failed += round(alice, parallel, figures);
                System.err.printf(
                        "%d: %.1f/s to ready, %.1f/s to closed%n",
                        round + 1, figures.last("readyPerSecond"), figures.last("closedPerSecond"));
            }
        }
        figures.say("size", SIZE);
        figures.say("failed", failed);
        figures.print();
    }

    /** Returns how many failed. */
    private static int round(Client alice, ExecutorService parallel, Figures figures) throws Exception {
        long begun = System.nanoTime();
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            asked.add(parallel.submit(() -> {
                long mine = System.nanoTime();
                String id = alice.request(Server.SIMULATED);
                figures(figures, "post", Server.since(mine));
                return id;
            }));
        }
        List<String> ids = new ArrayList<>();
        for (Future<String> one : asked) {
            ids.add(one.get());
        }
        figures.add("accepted", Server.since(begun));
        int failed = await(alice, ids, phase -> phase.equals("IN_USE"));
        figures.add("readyPerSecond", SIZE / (Server.since(begun) / 1_000));
        begun = System.nanoTime();
        List<Future<?>> ended = new ArrayList<>();
        for (String id : ids) {
            ended.add(parallel.submit(() -> alice.end(id)));
        }
        for (Future<?> one : ended) {
            one.get();
        }
        await(alice, ids, phase -> phase.equals("CLOSED"));
        figures.add("closedPerSecond", SIZE / (Server.since(begun) / 1_000));
        return failed;
    }

    private static void figures(Figures figures, String name, double value) {
        synchronized (figures) {
            figures.add(name, value);
        }
    }

    /** Returns how many were closed although something else was waited for. */
    private static int await(Client alice, List<String> ids, Predicate<String> wanted) {
        long begun = System.nanoTime();
        while (Server.since(begun) < PATIENCE_MILLIS) {
            int there = 0;
            int closed = 0;
            for (JsonNode workspace : alice.get("/v1/workspaces?limit=" + SIZE).get("items")) {
                String phase = workspace.get("phase").asText();
                if (ids.contains(workspace.get("id").asText())) {
                    if (wanted.test(phase)) {
                        there++;
                    } else if (phase.equals("CLOSED")) {
                        closed++;
                    }
                }
            }
            if (there + closed == ids.size()) {
                return closed;
            }
            Server.pause(100);
        }
        throw new IllegalStateException("Not all are where they should be within a minute");
    }
}
