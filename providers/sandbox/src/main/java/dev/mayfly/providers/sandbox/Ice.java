package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stops and continues the programs of one sandbox: by the kernel's freezer where this process may use it, else by
 * SIGSTOP and SIGCONT to each process of the sandbox's process namespace.
 */
final class Ice {
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Cgroups cgroups;
    private final Owner owner;
    private final Journal journal;

    Ice(Cgroups cgroups, Owner owner, Journal journal) {
        this.cgroups = cgroups;
        this.owner = owner;
        this.journal = journal;
    }

    /** Whether nothing runs in it, read from the kernel. */
    boolean isFrozen() {
        Optional<Path> group = cgroups.freezer(owner.thing());
        if (group.isPresent()) {
            return stateOf(group.get()).equals("FROZEN");
        }
        List<Processes.Seen> inside = inside();
        return !inside.isEmpty() && inside.stream().allMatch(seen -> seen.state() == 'T');
    }

    /** Makes it so, and returns once the kernel says that it is. */
    void turn(boolean frozen, Duration within) {
        long giveUp = System.nanoTime() + within.toNanos();
        while (true) {
            ask(frozen);
            if (isFrozen() == frozen) {
                return;
            }
            if (System.nanoTime() > giveUp) {
                if (frozen) {
                    ask(false); // half frozen is worse than not at all
                }
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "sandbox of %s: it could not be %s within %d s"
                                .formatted(owner, frozen ? "frozen" : "thawed", within.toSeconds()));
            }
            Pause.of(PAUSE);
        }
    }

    private void ask(boolean frozen) {
        Optional<Path> group = cgroups.freezer(owner.thing());
        if (group.isEmpty()) {
            signal(frozen ? "-STOP" : "-CONT");
            return;
        }
        try {
            if (cgroups.mode() == Cgroups.Mode.V2) {
                Files.writeString(group.get().resolve("cgroup.freeze"), frozen ? "1" : "0");
            } else {
                Files.writeString(group.get().resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
            }
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.PROVIDER_FAILED, "sandbox of %s: the freezer refuses: %s".formatted(owner, e), e);
        }
    }

    private String stateOf(Path group) {
        try {
            if (cgroups.mode() == Cgroups.Mode.V2) {
                return Files.readString(group.resolve("cgroup.events")).contains("frozen 1") ? "FROZEN" : "THAWED";
            }
            return Files.readString(group.resolve("freezer.state")).strip();
        } catch (IOException e) {
            return "GONE";
        }
    }

    /** The processes of its process namespace, as long as its first process, which is the namespace's life, is there. */
    private List<Processes.Seen> inside() {
        Optional<Journal.Status> status = journal.status();
        Optional<Processes.Id> inner = status.flatMap(Journal.Status::inner);
        Optional<String> namespace = status.flatMap(Journal.Status::pidNamespace);
        if (inner.isEmpty() || namespace.isEmpty() || !Processes.isAlive(inner.get())) {
            return List.of();
        }
        return Processes.all().stream()
                .filter(seen -> seen.pidNamespace().equals(namespace))
                .toList();
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("/bin/kill", signal, "--"));
        inside().forEach(seen -> command.add(Long.toString(seen.id().pid())));
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "/bin/kill cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the work was interrupted", e);
        }
    }
}
