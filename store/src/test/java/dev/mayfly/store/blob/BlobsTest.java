package dev.mayfly.store.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsTest {
    @TempDir
    private Path above;

    private Path directory;
    private Blobs blobs;

    @BeforeEach
    void open() {
        directory = above.resolve("blobs");
        blobs = new Blobs(directory.toString());
    }

    @Test
    void whatIsPutIsReadBack() throws IOException {
        byte[] content = new byte[1_000_003];
        new Random(7).nextBytes(content);

        Blob blob = blobs.put(new ByteArrayInputStream(content), content.length);

        assertThat(blob.bytes()).isEqualTo(content.length);
        assertThat(blob.id()).matches("[0-9a-f]{32}");
        try (InputStream in = blobs.open(blob.id())) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(files()).containsExactly(blob.id());
    }

    @Test
    void anEmptyBlobIsABlob() throws IOException {
        Blob blob = blobs.put(InputStream.nullInputStream(), 0);

        assertThat(blob.bytes()).isZero();
        assertThat(blob.sha256()).isEqualTo(Json.sha256(""));
        try (InputStream in = blobs.open(blob.id())) {
            assertThat(in.readAllBytes()).isEmpty();
        }
    }

    @Test
    void whatWasWrittenIntoAFileIsAdopted() throws IOException {
        Path file = blobs.create();
        Files.writeString(file, "written by a driver");

        Blob blob = blobs.adopt(file);

        assertThat(blob.sha256()).isEqualTo(Json.sha256("written by a driver"));
        assertThat(blob.bytes()).isEqualTo(19);
        assertThat(file).doesNotExist();
        try (InputStream in = blobs.open(blob.id())) {
            assertThat(in).asString(UTF_8).isEqualTo("written by a driver");
        }
    }

    @Test
    void onlyAFileMadeForABlobIsAdopted() throws IOException {
        Path secret = Files.writeString(above.resolve("secret"), "secret");
        Path link = Files.createSymbolicLink(blobs.create().resolveSibling("link"), secret);
        Path kept =
                directory.resolve(blobs.put(InputStream.nullInputStream(), 0).id());

        for (Path hostile : List.of(
                secret, link, kept, link.resolveSibling("../../secret"), link.resolveSibling("missing"), directory)) {
            refused(ErrorCode.INTERNAL, () -> blobs.adopt(hostile));
        }
        assertThat(secret).exists();
    }

    @Test
    void moreThanTheLimitIsRefusedAndNothingStays() throws IOException {
        byte[] content = new byte[300_001];

        refused(ErrorCode.TOO_LARGE, () -> blobs.put(new ByteArrayInputStream(content), 300_000));
        refused(ErrorCode.TOO_LARGE, () -> blobs.put(endless(), 1_000_000));

        assertThat(files()).isEmpty();
        assertThat(blobs.put(new ByteArrayInputStream(content), 300_001).bytes())
                .isEqualTo(300_001);
    }

    @Test
    void aSenderWhoBreaksOffLeavesNothing() throws IOException {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[200_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("No space left on the sender");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return read();
            }
        });

        refused(ErrorCode.INVALID_REQUEST, () -> blobs.put(broken, 1_000_000));

        assertThat(files()).isEmpty();
    }

    @Test
    void aFullDiskIsTheHostsExhaustion() {
        assertThat(Blobs.failed("keep a blob", new IOException("No space left on device"))
                        .code())
                .isEqualTo(ErrorCode.HOST_EXHAUSTED);
        assertThat(Blobs.failed("keep a blob", new IOException("Disk quota exceeded"))
                        .code())
                .isEqualTo(ErrorCode.HOST_EXHAUSTED);
        assertThat(Blobs.failed("keep a blob", new IOException("Input/output error"))
                        .code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void idsThatNobodyGaveAreRefused() throws IOException {
        Files.writeString(above.resolve("secret"), "secret");
        Files.writeString(directory.resolve("f".repeat(31)), "too short");

        for (String hostile : List.of(
                "",
                ".",
                "..",
                "../secret",
                "unfinished",
                "/etc/passwd",
                "f".repeat(31),
                "F".repeat(32),
                "f".repeat(33),
                "f".repeat(32) + "\n",
                "0".repeat(29) + "/..",
                "\u0000".repeat(32),
                "٠".repeat(32))) {
            refused(ErrorCode.INVALID_REQUEST, () -> blobs.open(hostile));
            refused(ErrorCode.INVALID_REQUEST, () -> blobs.delete(hostile));
        }
        assertThat(above.resolve("secret")).exists();
    }

    @Test
    void aSymbolicLinkInTheFolderIsNotFollowed() throws IOException {
        Path secret = Files.writeString(above.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("a".repeat(32)), secret);

        refused(ErrorCode.UNAVAILABLE, () -> blobs.open("a".repeat(32)));
    }

    @Test
    void aRemovedBlobIsNotFoundAndMayBeRemovedAgain() {
        Blob blob = blobs.put(InputStream.nullInputStream(), 0);

        blobs.delete(blob.id());
        blobs.delete(blob.id());

        refused(ErrorCode.NOT_FOUND, () -> blobs.open(blob.id()));
    }

    @Test
    void oldBlobsAndUnfinishedFilesAreRemovedAndOthersStay() throws IOException {
        Instant now = Instant.now();
        Blob old = blobs.put(InputStream.nullInputStream(), 0);
        Blob young = blobs.put(InputStream.nullInputStream(), 0);
        Path abandoned = blobs.create();
        Path current = blobs.create();
        Path foreign = Files.writeString(directory.resolve("README"), "not ours");
        for (Path each : List.of(directory.resolve(old.id()), abandoned, foreign)) {
            Files.setLastModifiedTime(each, FileTime.from(now.minusSeconds(3_600)));
        }

        assertThat(blobs.deleteOlderThan(now.minusSeconds(60))).isEqualTo(2);

        assertThat(files())
                .containsExactlyInAnyOrder(young.id(), current.getFileName().toString(), "README");
    }

    @Test
    void onlyTheUserThatMayflyRunsAsCanReadThem() throws IOException {
        Blob blob = blobs.put(InputStream.nullInputStream(), 0);

        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(directory.resolve(blob.id())))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aFolderThatCannotBeIsAMisconfiguration() throws IOException {
        Path file = Files.writeString(above.resolve("file"), "");

        refused(
                ErrorCode.MISCONFIGURED,
                () -> assertThat(new Blobs(file.resolve("blobs").toString())).isNull());
    }

    private List<String> files() throws IOException {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return length;
            }
        };
    }

    private static void refused(ErrorCode code, Runnable act) {
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(act::run)
                .extracting(MayflyException::code)
                .isEqualTo(code);
    }
}
