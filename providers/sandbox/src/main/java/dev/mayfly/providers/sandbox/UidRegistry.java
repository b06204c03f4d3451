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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which host user id belongs to which sandbox, in a folder that all installations on this host share and that a reboot
 * empties, as it empties the process table. No two live sandboxes have the same id, so whatever happened to their other
 * walls, the kernel would still keep them apart as it keeps two users apart.
 *
 * <p>Each owner has a file that says which id it wants, and each id in use a file that says who has it. The owner's file
 * comes first and goes last; an owner has an id when both agree.
 */
record UidRegistry(Path folder, int first, int count) {

    /** Finds or takes an id for {@code owner}. The caller holds the owner's lock. */
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
                if (!running.contains(uid) && !Files.exists(user(uid)) && claim(uid, owner)) {
                    return uid;
                }
            }
            Files.deleteIfExists(wish(owner));
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.HOST_EXHAUSTED, "no user id can be reserved in " + folder + ": " + e, e);
        }
        throw new MayflyException(
                ErrorCode.HOST_EXHAUSTED,
                "all %d user ids from %d on are in use; %s lists them".formatted(count, first, folder));
    }

    private boolean claim(int uid, Owner owner) throws IOException {
        Path fresh = folder.resolve("." + wish(owner).getFileName());
        Files.writeString(fresh, uid + " " + owner.mark());
        Files.move(fresh, wish(owner), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try {
            // A link is made by one only, and is there with its content.
            Files.createLink(user(uid), wish(owner));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** The id that {@code owner} has. */
    OptionalInt find(Owner owner) {
        String wish = read(wish(owner));
        String suffix = " " + owner.mark();
        if (!wish.endsWith(suffix)) {
            return OptionalInt.empty();
        }
        int uid = Integer.parseInt(wish.substring(0, wish.length() - suffix.length()));
        return read(user(uid)).equals(wish) ? OptionalInt.of(uid) : OptionalInt.empty();
    }

    /** Gives the id of {@code owner} back; only when no process has it any more. */
    void release(Owner owner) {
        OptionalInt uid = find(owner);
        try {
            if (uid.isPresent()) {
                Files.deleteIfExists(user(uid.getAsInt()));
            }
            Files.deleteIfExists(wish(owner));
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.STILL_THERE, "the user id of %s cannot be given back".formatted(owner), e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, file + " cannot be read: " + e, e);
        }
    }

    private Path user(int uid) {
        return folder.resolve(Integer.toString(uid));
    }

    private Path wish(Owner owner) {
        return folder.resolve(owner.installation() + "." + owner.thing());
    }
}
