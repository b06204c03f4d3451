package dev.mayfly.templates;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@link Evaluator} in a process of its own and believes only its whole lines. When the process dies or is
 * silent for too long, the file that it was at is to blame, and another process goes on with the next.
 *
 * @param start how long the process may take before its first word
 * @param each how long one file may take
 * @param all how long all files may take together
 */
record Evaluation(Duration start, Duration each, Duration all) {
    /** Far above the half second that it takes: a busy machine is no reason to call a template broken. */
    static final Evaluation PATIENT =
            new Evaluation(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(120));

    private static final int HEAP_MIB = 128;
    private static final int MAX_LINE = 256 * 1024;
    private static final int MAX_COMPLAINT = 1024;
    /** The JVM's own code for the option ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    /**
     * What came out.
     *
     * @param answers the last word about each wanted file
     * @param settled whether the same files would give the same again; not so when a process had to be ended
     */
    record Result(Map<String, Answer> answers, boolean settled) {}

    /** Evaluates all wanted files. */
    Result run(Sources sources) {
        long end = System.nanoTime() + all.toNanos();
        Deque<String> left = new ArrayDeque<>(sources.wanted());
        Map<String, Answer> answers = new TreeMap<>();
        boolean settled = true;
        // Each attempt settles at least one file, so that this ends.
        while (!left.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                settled = false;
                refuse(
                        left,
                        answers,
                        "expected its turn within %d seconds, got none: other templates took them all"
                                .formatted(all.toSeconds()));
            } else {
                settled &= attempt(sources, left, answers, end);
            }
        }
        return new Result(answers, settled);
    }

    private boolean attempt(Sources sources, Deque<String> left, Map<String, Answer> answers, long end) {
        int before = left.size();
        Process process;
        try {
            process = launch();
        } catch (IOException e) {
            refuse(left, answers, "the evaluator could not be started: " + e.getMessage());
            return false;
        }
        try {
            // Room for all that it has to say; whatever comes on top is not listened to.
            BlockingQueue<Optional<Answer>> said = new ArrayBlockingQueue<>(2 * before + 1);
            CompletableFuture<String> complaint = new CompletableFuture<>();
            String work = Json.write(new Evaluator.Work(sources.modules(), List.copyOf(left)));
            Thread.ofVirtual().start(() -> tell(process.getOutputStream(), work));
            Thread.ofVirtual().start(() -> listen(process.getInputStream(), said));
            Thread.ofVirtual().start(() -> complaint.complete(complaint(process.getErrorStream())));
            Optional<String> at = Optional.empty();
            while (!left.isEmpty()) {
                long patience = Math.min(
                        at.isPresent() ? each.toNanos() : start.toNanos(), Math.max(0, end - System.nanoTime()));
                Optional<Answer> answer = said.poll(patience, TimeUnit.NANOSECONDS);
                if (answer != null && answer.isPresent()) {
                    if (!answer.get().file().equals(left.peekFirst())) {
                        refuse(left, answers, "the evaluator spoke of another file");
                        return false;
                    }
                    if (answer.get().state() == Answer.State.BEGUN) {
                        at = Optional.of(answer.get().file());
                    } else {
                        answers.put(left.removeFirst(), answer.get());
                        at = Optional.empty();
                    }
                    continue;
                }
                boolean died = answer != null;
                if (at.isEmpty() && left.size() < before) {
                    return false;
                }
                String why = died ? death(process, complaint) : silence(at.isPresent());
                if (at.isPresent()) {
                    left.removeFirst();
                    answers.put(at.get(), new Answer(at.get(), Answer.State.REFUSED, at.get() + ": " + why));
                } else {
                    refuse(left, answers, why);
                }
                return false;
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MayflyException(ErrorCode.UNAVAILABLE, "Reading the templates was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String silence(boolean begun) {
        return begun
                ? "expected an end within %d seconds, got none: it may loop".formatted(each.toSeconds())
                : "the evaluator did not start within %d seconds".formatted(start.toSeconds());
    }

    private static String death(Process process, CompletableFuture<String> complaint) throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            return "the evaluator closed its output";
        }
        return process.exitValue() == OUT_OF_MEMORY
                ? "expected to need at most %d MiB of memory, got a need for more".formatted(HEAP_MIB)
                : "the evaluator ended with exit code %d %s"
                        .formatted(process.exitValue(), complaint)
                        .strip();
    }

    private static void refuse(Deque<String> left, Map<String, Answer> answers, String why) {
        while (!left.isEmpty()) {
            String file = left.removeFirst();
            answers.put(file, new Answer(file, Answer.State.REFUSED, file + ": " + why));
        }
    }

    private static Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + HEAP_MIB + "m");
        // It lives for less than a second: nothing is worth optimising, and nothing is left in /tmp.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Evaluator.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        return builder.start();
    }

    private static void tell(OutputStream to, String work) {
        try (to) {
            to.write(work.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The process is gone, which its output tells as well.
        }
    }

    /** Ends with an empty answer when there are no more lines, or one that cannot be believed. */
    private static void listen(InputStream from, BlockingQueue<Optional<Answer>> said) {
        boolean more = true;
        try (InputStream in = new BufferedInputStream(from)) {
            while (more) {
                Optional<Answer> answer = line(in).map(line -> Json.read(line, Answer.class));
                more = said.offer(answer) && answer.isPresent();
            }
        } catch (IOException | MayflyException e) {
            // The process was ended, or wrote something else: there is nothing more to believe.
            more = said.offer(Optional.empty());
        }
    }

    /** Keeps the beginning of what the process complains of, and reads on so that it is never blocked. */
    private static String complaint(InputStream from) {
        StringBuilder complaint = new StringBuilder();
        try (InputStream in = new BufferedInputStream(from)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (complaint.length() < MAX_COMPLAINT) {
                    complaint.append(next < ' ' || next > '~' ? ' ' : (char) next);
                }
            }
        } catch (IOException e) {
            complaint.append(" (its complaint could not be read to the end)");
        }
        return complaint.toString();
    }

    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() >= MAX_LINE) {
                return Optional.empty();
            }
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
