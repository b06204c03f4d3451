package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Postgres that is somebody else's to run.
 *
 * @param url where it is, without a password: command lines are open to everybody on a machine
 * @param password what it asks for
 */
record ForeignPostgres(String url, Optional<String> password) {
    private static final int LONGEST = 1_024;
    private static final Pattern PASSWORD =
            Pattern.compile("password\\s*=|://[^/?]*:[^/?@]*@", Pattern.CASE_INSENSITIVE);

    ForeignPostgres {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw refused("--database-url: expected jdbc:postgresql://HOST/DATABASE?user=USER");
        }
        if (PASSWORD.matcher(url).find()) {
            throw refused(
                    "--database-url holds a password, which everybody on this machine could read; leave it out and"
                            + " set MAYFLY_DATABASE_PASSWORD or name a file with --database-password-file");
        }
    }

    /** The password never is a part of what is printed. */
    @Override
    public String toString() {
        return url;
    }

    /** Reads the password from a file, or from whatever the path stands for, once; its line end does not count. */
    static String password(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] read = in.readNBytes(LONGEST + 1);
            String password = new String(read, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            if (password.isEmpty() || read.length > LONGEST || password.lines().count() > 1) {
                throw refused(
                        "--database-password-file %s: expected one line of 1 to %d bytes".formatted(file, LONGEST));
            }
            return password;
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "--database-password-file %s cannot be read".formatted(file), e);
        }
    }

    private static MayflyException refused(String why) {
        return new MayflyException(ErrorCode.MISCONFIGURED, why);
    }
}
