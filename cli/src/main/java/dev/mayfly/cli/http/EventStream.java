package dev.mayfly.cli.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Predicate;

/**
 * Server-sent events, read over as many connections as it takes: each resumes after the last event that was seen. A
 * connection that is silent for longer than three heartbeats is given up and made anew.
 */
public final class EventStream {
    private static final int LONGEST_LINE = 1 << 20;

    private final Api api;
    private final String path;
    private final Duration silence;
    private String last;

    /** One event: its id, its type and its data. */
    public record Event(String id, String type, String data) {}

    /**
     * A stream that begins after the event {@code last}, or at the beginning when that is empty.
     *
     * @param silence how long nothing may come before the connection is given up
     */
    public EventStream(Api api, String path, String last, Duration silence) {
        this.api = api;
        this.path = path;
        this.last = last;
        this.silence = silence;
    }

    /** The id of the last event that was seen. */
    public String last() {
        return last;
    }

    /**
     * Reads one connection until it ends or {@code each} says that it has seen enough.
     *
     * @return whether it has seen enough
     * @throws IOException when the connection broke
     */
    public boolean read(Predicate<Event> each) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!last.isEmpty()) {
            headers.put("Last-Event-ID", last);
        }
        try (InputStream stream = api.open(path, "text/event-stream", headers);
                Watch watch = new Watch(stream, silence);
                BufferedInputStream in = new BufferedInputStream(stream)) {
            return read(in, watch, each);
        }
    }

    private boolean read(InputStream in, Watch watch, Predicate<Event> each) throws IOException {
        String id = last;
        String type = "";
        StringBuilder data = new StringBuilder();
        Line line = new Line();
        while (line.next(in)) {
            watch.heard();
            String text = line.text();
            if (text.isEmpty()) {
                if (!data.isEmpty()) {
                    last = id;
                    if (each.test(new Event(id, type, data.toString()))) {
                        return true;
                    }
                }
                type = "";
                data.setLength(0);
                continue;
            }
            int colon = text.indexOf(':');
            if (colon == 0) {
                continue;
            }
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "id" -> id = value.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? value : id;
                case "event" -> type = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {}
            }
            if (data.length() > LONGEST_LINE) {
                throw new IOException("An event is longer than " + LONGEST_LINE + " characters");
            }
        }
        return false;
    }

    /** Lines that end with LF, CR LF or CR, of bounded length. */
    private static final class Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean afterReturn;

        private boolean next(InputStream in) throws IOException {
            bytes.reset();
            while (true) {
                int b = in.read();
                if (b < 0) {
                    return false;
                }
                boolean second = afterReturn && b == '\n';
                afterReturn = b == '\r';
                if (second) {
                    continue;
                }
                if (b == '\n' || b == '\r') {
                    return true;
                }
                if (bytes.size() >= LONGEST_LINE) {
                    throw new IOException("A line of the event stream is longer than " + LONGEST_LINE + " bytes");
                }
                bytes.write(b);
            }
        }

        private String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** Closes a stream that has been silent for too long, which ends the read that waits for it. */
    private static final class Watch implements AutoCloseable {
        private final Timer timer = new Timer("event-stream-watch", true);
        private volatile long heardAt = System.nanoTime();

        private Watch(InputStream stream, Duration silence) {
            long pace = Math.max(20, silence.toMillis() / 4);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            if (System.nanoTime() - heardAt > silence.toNanos()) {
                                try {
                                    stream.close();
                                } catch (IOException e) {
                                    timer.cancel();
                                }
                            }
                        }
                    },
                    pace,
                    pace);
        }

        private void heard() {
            heardAt = System.nanoTime();
        }

        @Override
        public void close() {
            timer.cancel();
        }
    }
}
