package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which host user id belongs to which sandbox: one file for each id in a folder that all installations on this host
 * share and that a reboot empties, as it empties the process table. No two live sandboxes have the same id, so whatever
 * happened to their other walls, the kernel would still keep them apart as it keeps two users apart.
 */
record UidRegistry(Path folder, int first, int count) {

    /** Finds or takes an id for {@code owner}. */
    int reserve(Owner owner) {
        OptionalInt known = find(owner);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Set<Integer> running = Processes.users(first, count);
            for (int uid = first; uid < first + count; uid++) {
                if (!running.contains(uid) && !Files.exists(file(uid)) && claim(uid, owner)) {
                    return uid;
                }
            }
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.HOST_EXHAUSTED, "no user id can be reserved in " + folder + ": " + e, e);
        }
        throw new MayflyException(
                ErrorCode.HOST_EXHAUSTED,
                "all %d user ids from %d on are in use; %s lists them".formatted(count, first, folder));
    }

    private boolean claim(int uid, Owner owner) throws IOException {
        // The name is taken at once and with its content, so that no reader sees an id without an owner.
        Path fresh = folder.resolve("." + uid + "." + owner.installation() + "." + owner.thing());
        Files.writeString(fresh, owner.mark(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Files.createLink(file(uid), fresh);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The id that {@code owner} has. */
    OptionalInt find(Owner owner) {
        return listed().stream()
                .filter(uid -> holder(uid).equals(owner.mark()))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** Gives the id of {@code owner} back; only when no process has it any more. */
    void release(Owner owner) {
        find(owner).ifPresent(uid -> {
            try {
                Files.deleteIfExists(file(uid));
            } catch (IOException e) {
                throw new MayflyException(ErrorCode.STILL_THERE, "the user id " + uid + " cannot be given back", e);
            }
        });
    }

    private Set<Integer> listed() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.matches("[0-9]{1,10}"))
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, folder + " cannot be listed: " + e, e);
        }
    }

    private String holder(int uid) {
        try {
            return new String(Files.readAllBytes(file(uid)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, file(uid) + " cannot be read: " + e, e);
        }
    }

    private Path file(int uid) {
        return folder.resolve(Integer.toString(uid));
    }
}
