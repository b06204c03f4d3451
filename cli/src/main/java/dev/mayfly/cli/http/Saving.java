package dev.mayfly.cli.http;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes a successful body into a new file and gives its SHA-256; any other body is read as bytes. */
final class Saving implements BodyHandler<byte[]>, AutoCloseable {
    private static final long LARGEST_PROBLEM = 1L << 20;

    private final Path file;
    private final long largest;
    private final AtomicLong moved;
    private @Nullable FileChannel channel;

    Saving(Path file, long largest, AtomicLong moved) {
        this.file = file;
        this.largest = largest;
        this.moved = moved;
    }

    @Override
    public BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo info) {
        if (info.statusCode() != 200) {
            return BodySubscribers.limiting(BodySubscribers.ofByteArray(), LARGEST_PROBLEM);
        }
        try {
            return new Writer(opened());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Failure unwritable(IOException cause) {
        return new Failure(
                Exit.UNEXPECTED,
                "unwritable",
                "The file %s could not be written: %s".formatted(file.getFileName(), cause.getMessage()),
                "Make room for it, or choose another place.",
                cause);
    }

    private synchronized FileChannel opened() throws IOException {
        FileChannel fresh = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        channel = fresh;
        return fresh;
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Writer implements BodySubscriber<byte[]> {
        private final FileChannel out;
        private final MessageDigest digest = Digest.sha256();
        private final CompletableFuture<byte[]> done = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        private Writer(FileChannel out) {
            this.out = out;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            Flow.Subscription from = subscription;
            try {
                for (ByteBuffer buffer : buffers) {
                    if (moved.addAndGet(buffer.remaining()) > largest) {
                        throw new Failure(
                                Exit.OUT_OF_BOUNDS,
                                "too-large",
                                "The server sends more than the %d bytes that a file may have".formatted(largest),
                                "Nothing was kept.");
                    }
                    digest.update(buffer.duplicate());
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
                if (from != null) {
                    from.request(1);
                }
            } catch (Failure e) {
                stop(from, e);
            } catch (IOException e) {
                stop(from, unwritable(e));
            }
        }

        private void stop(Flow.@Nullable Subscription from, Failure why) {
            if (from != null) {
                from.cancel();
            }
            done.completeExceptionally(why);
        }

        @Override
        public void onError(Throwable cause) {
            done.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            try {
                out.force(true);
                done.complete(digest.digest());
            } catch (IOException e) {
                done.completeExceptionally(unwritable(e));
            }
        }
    }
}
