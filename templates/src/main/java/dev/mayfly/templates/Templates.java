package dev.mayfly.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The templates of an installation: the shipped ones and those of a directory, re-read when a file changes. A file that
 * holds no template is listed as broken and disturbs nothing else; workspaces have their template pinned and are not
 * concerned.
 */
public final class Templates {
    /** How often the files are looked at, when somebody asks at all. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** After how long a reading that was cut short is tried again: the machine may have been busy. */
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private final Optional<Path> directory;
    private final boolean shipped;
    private final Evaluation evaluation;

    private final CompletableFuture<Catalogue> first = new CompletableFuture<>();
    private final ReentrantLock loading = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Loading current = new Loading(new Catalogue(List.of(), Instant.EPOCH), "", true, 0);
    private volatile long lookedAt = System.nanoTime();

    /**
     * A reading of all files.
     *
     * @param stamp the state of the files
     * @param settled whether the same files would give the same again
     * @param at {@link System#nanoTime} when it was done
     */
    private record Loading(Catalogue catalogue, String stamp, boolean settled, long at) {}

    private Templates(Optional<Path> directory, boolean shipped, Evaluation evaluation) {
        this.directory = directory;
        this.shipped = shipped;
        this.evaluation = evaluation;
    }

    /**
     * Begins to read the templates and returns at once.
     *
     * @param directory a directory of the installation's own templates
     * @param shipped whether the shipped templates may be asked for as well; they can be amended in any case
     */
    public static Templates open(Optional<Path> directory, boolean shipped) {
        return open(directory, shipped, Evaluation.PATIENT);
    }

    static Templates open(Optional<Path> directory, boolean shipped, Evaluation evaluation) {
        Templates templates = new Templates(directory.map(Path::toAbsolutePath), shipped, evaluation);
        Thread.ofVirtual().name("templates").start(templates::begin);
        return templates;
    }

    /**
     * All templates, as they were a moment ago. Only the first call may wait, for the first reading. When a file changed
     * since, the files are read again in the background, and a later call gets the news.
     */
    public Catalogue catalogue() {
        first.join();
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK.toNanos() && refreshing.compareAndSet(false, true)) {
            lookedAt = now;
            Thread.ofVirtual().name("templates").start(this::refresh);
        }
        return current.catalogue();
    }

    /** Reads all files again, changed or not, and waits for the result. */
    public Catalogue reload() {
        loading.lock();
        try {
            // The stamp is older than the text: a change in between is seen by the next look.
            String stamp = Sources.stamp(directory);
            Instant at = Instant.now();
            Sources sources = Sources.read(directory, shipped);
            Evaluation.Result result = evaluation.run(sources);
            Catalogue catalogue = new Catalogue(loaded(sources, result.answers()), at);
            current = new Loading(catalogue, stamp, result.settled(), System.nanoTime());
            first.complete(catalogue);
            return catalogue;
        } finally {
            loading.unlock();
        }
    }

    /** Reads a template back from the document that a workspace pinned; {@code TEMPLATE_BROKEN} when that fails. */
    public static Template fromDocument(String document) {
        try {
            Template template = Json.MAPPER
                    .readerFor(Template.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(document);
            // A field that is missing arrives as null, whatever the records promise.
            for (Object field : Arrays.asList(template.name(), template.risk(), template.lease(), template.inputs())) {
                Objects.requireNonNull(field);
            }
            return template;
        } catch (JsonProcessingException | NullPointerException e) {
            throw new MayflyException(ErrorCode.TEMPLATE_BROKEN, "The pinned template cannot be read", e);
        }
    }

    /** The document that a workspace pins. */
    public static String document(Template template) {
        return Json.canonical(template);
    }

    /** The digest of a document. */
    public static TemplateDigest digest(String document) {
        return new TemplateDigest(Json.sha256(document));
    }

    private void begin() {
        try {
            reload();
        } catch (RuntimeException | Error e) {
            first.completeExceptionally(e);
            throw e;
        }
    }

    private void refresh() {
        try {
            Loading last = current;
            boolean again = !last.settled() && System.nanoTime() - last.at() >= AGAIN.toNanos();
            if (again || !Sources.stamp(directory).equals(last.stamp())) {
                reload();
            }
        } finally {
            refreshing.set(false);
        }
    }

    private static List<Loaded> loaded(Sources sources, Map<String, Answer> answers) {
        List<Loaded> all = new ArrayList<>();
        sources.refused().forEach((file, why) -> all.add(broken(file, file + ": " + why)));
        answers.forEach((file, answer) -> all.add(loaded(file, answer)));
        all.sort(Comparator.comparing(Loaded::name));
        return all;
    }

    private static Loaded loaded(String file, Answer answer) {
        return switch (answer.state()) {
            case USABLE -> usable(file, answer.text());
            case REFUSED, BEGUN -> broken(file, answer.text());
        };
    }

    /** The document crossed a process boundary, so it is read and checked like any other. */
    private static Loaded usable(String file, String text) {
        try {
            Template template = fromDocument(text);
            String document = document(template);
            return template.name().value().equals(Sources.nameOf(file))
                    ? new Loaded.Usable(template, digest(document), document)
                    : broken(file, "%s: expected this name, got %s".formatted(file, template.name()));
        } catch (MayflyException e) {
            return broken(file, file + ": " + e.getMessage());
        }
    }

    private static Loaded broken(String file, String reason) {
        return new Loaded.Broken(printable(Sources.nameOf(file)), printable(reason));
    }

    /** A file may have any name. */
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
