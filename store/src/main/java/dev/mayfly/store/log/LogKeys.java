package dev.mayfly.store.log;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.SignerKey;
import dev.mayfly.domain.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder with the keys of the log, which only its owner may read. Each file that ends in {@code .pem} holds a private
 * and a public key of Ed25519, and signs; more than one means that keys are being changed. Beside them lie
 * {@code verifiers}, the public keys as others need them, and {@code checkpoint}, the last that was signed, where the
 * database cannot reach it.
 */
public final class LogKeys {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");
    private static final int PEM_LINE = 64;
    private static final String ALGORITHM = "Ed25519";
    private static final int MAX_KEYS = 8;

    private final Path folder;
    private final List<SignerKey> signers;

    private LogKeys(Path folder, List<SignerKey> signers) {
        this.folder = folder;
        this.signers = List.copyOf(signers);
    }

    /**
     * The keys in a folder, under the name of their log.
     *
     * @param first whether nothing was ever signed: then a key is made when there is none
     */
    public static LogKeys in(Path folder, String origin, boolean first) {
        try {
            Files.createDirectories(folder, FOLDER);
            if (files(folder).isEmpty()) {
                if (!first) {
                    throw new MayflyException(
                            ErrorCode.MISCONFIGURED,
                            "mayfly.log.keys: the log is signed, and its key is not in %s; bring it back"
                                    .formatted(folder));
                }
                generate(folder, "1.pem");
            }
            List<Path> files = files(folder);
            if (files.size() > MAX_KEYS) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.log.keys: expected at most %d keys in %s, got %d"
                                .formatted(MAX_KEYS, folder, files.size()));
            }
            LogKeys keys = new LogKeys(
                    folder, files.stream().map(file -> read(file, origin)).toList());
            keys.write(
                    "verifiers",
                    keys.verifiers().stream().map(VerifierKey::toString).collect(Collectors.joining("\n", "", "\n")));
            return keys;
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "mayfly.log.keys: %s cannot be used: %s".formatted(folder, e), e);
        }
    }

    /** Makes another key; it signs beside the others from the next start on. */
    public static Path generate(Path folder, String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            Path file = Files.createFile(folder.resolve(name), FILE);
            return Files.writeString(
                    file,
                    pem("PRIVATE", pair.getPrivate().getEncoded())
                            + pem("PUBLIC", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "No key could be made in %s: %s".formatted(folder, e), e);
        }
    }

    /** All that sign. */
    public List<SignerKey> signers() {
        return signers;
    }

    /** What others verify with. */
    public List<VerifierKey> verifiers() {
        return signers.stream().map(SignerKey::verifier).toList();
    }

    /** The last checkpoint that was signed here. */
    Optional<SignedNote> last() {
        try {
            return Optional.of(SignedNote.parse(Files.readString(folder.resolve("checkpoint"))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED,
                    "mayfly.log.keys: the last checkpoint in %s cannot be read: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    void remember(SignedNote note) {
        try {
            write("checkpoint", note.toString());
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.HOST_EXHAUSTED, "Could not keep the last checkpoint in %s".formatted(folder), e);
        }
    }

    private void write(String name, String content) throws IOException {
        Path whole = Files.createTempFile(folder, name, ".tmp", FILE);
        Files.writeString(whole, content);
        Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(".pem"))
                    .sorted()
                    .toList();
        }
    }

    private static SignerKey read(Path file, String origin) {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.log.keys: expected %s to be its owner's only (0600)".formatted(file));
            }
            String text = Files.readString(file);
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            KeyPair pair = new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC"))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE"))));
            SignerKey key = new SignerKey(origin, pair);
            byte[] probe = origin.getBytes(StandardCharsets.UTF_8);
            if (!key.verifier().verifies(probe, key.sign(probe))) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.log.keys: the two keys in %s do not belong together".formatted(file));
            }
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "mayfly.log.keys: %s holds no key pair of Ed25519".formatted(file), e);
        }
    }

    private static byte[] block(String text, String kind) {
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals(kind)) {
                return Base64.getMimeDecoder().decode(blocks.group(2));
            }
        }
        throw new IllegalArgumentException("it has no %s KEY".formatted(kind));
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
                .formatted(
                        kind, Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(key), kind);
    }
}
