package dev.mayfly.templates;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.template.LeaseBounds;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pkl.core.Composite;
import org.pkl.core.DataSize;
import org.pkl.core.EvaluatorBuilder;
import org.pkl.core.Loggers;
import org.pkl.core.ModuleSource;
import org.pkl.core.PModule;
import org.pkl.core.PNull;
import org.pkl.core.PObject;
import org.pkl.core.PklException;
import org.pkl.core.SecurityManager;
import org.pkl.core.SecurityManagerException;
import org.pkl.core.module.ModuleKey;
import org.pkl.core.module.ModuleKeys;
import org.pkl.core.module.ResolvedModuleKey;

/**
 * The process that evaluates templates. It is given all text on standard input and has no other source: no files, no
 * network, no environment, no properties. What a template does to it, by endless loops or endless memory, ends this
 * process and not the server.
 */
final class Evaluator {
    /** The scheme of the modules, which exist in memory only. */
    static final String SCHEME = "mayfly";

    private static final URI SCHEMA = uri(Sources.SCHEMA);

    private static final List<Pattern> ALLOWED = List.of(Pattern.compile(SCHEME + ":/"), Pattern.compile("pkl:"));

    /** The parts of Pkl's own library that say nothing about the machine, so that a digest is the same everywhere. */
    private static final Set<String> LIBRARY = Set.of("pkl:base", "pkl:math", "pkl:semver");

    /** A minute more than {@link Evaluation} waits for all. */
    private static final Duration LONGEST_LIFE = Evaluation.PATIENT.all().plusSeconds(60);

    private final Map<String, String> modules;

    private Evaluator(Map<String, String> modules) {
        this.modules = modules;
    }

    /**
     * What is to be evaluated.
     *
     * @param modules the text of each file
     * @param wanted the files to evaluate, in this order
     */
    record Work(Map<String, String> modules, List<String> wanted) {}

    /** Reads {@link Work} from standard input and writes {@link Answer}s, a line each, to standard output. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        Thread.ofPlatform().daemon().start(Evaluator::endInTime);
        Work work = Json.read(new String(System.in.readAllBytes(), StandardCharsets.UTF_8), Work.class);
        Evaluator evaluator = new Evaluator(work.modules());
        // The first evaluation is slow whatever it is of, which must not count against the first template.
        evaluator.answer(Sources.SCHEMA);
        for (String file : work.wanted()) {
            say(out, new Answer(file, Answer.State.BEGUN, ""));
            say(out, evaluator.answer(file));
        }
    }

    /** Whoever started this process ends it; should that one be gone, an endless template must not outlive it for ever. */
    private static void endInTime() {
        try {
            Thread.sleep(LONGEST_LIFE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void say(PrintStream out, Answer answer) {
        out.writeBytes((Json.write(answer) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Answer answer(String file) {
        try {
            return new Answer(file, Answer.State.USABLE, Json.canonical(template(file)));
        } catch (PklException e) {
            String schema = modules.getOrDefault(Sources.SCHEMA, "");
            return new Answer(file, Answer.State.REFUSED, Reason.of(file, String.valueOf(e.getMessage()), schema));
        } catch (MayflyException e) {
            return new Answer(file, Answer.State.REFUSED, file + ", " + e.getMessage());
        }
    }

    private Template template(String file) {
        // Each file has an evaluator of its own, so that none sees what another left behind.
        try (org.pkl.core.Evaluator evaluator = EvaluatorBuilder.unconfigured()
                .setColor(false)
                .setStackFrameTransformer(
                        frame -> frame.withModuleUri(frame.getModuleUri() + "#" + frame.getStartLine()))
                .setAllowedModules(ALLOWED)
                .setAllowedResources(List.of())
                .setModuleKeyFactories(List.of(this::module))
                .setLogger(Loggers.noop())
                .build()) {
            PModule module = evaluator.evaluate(ModuleSource.uri(uri(file)));
            if (!module.getClassInfo().getModuleUri().equals(SCHEMA)) {
                throw new PklException("expected a file that begins with `amends \"%s\"`, got one of another kind"
                        .formatted(Sources.SCHEMA));
            }
            return template(new TemplateName(Sources.nameOf(file)), module);
        }
    }

    private static Template template(TemplateName name, PModule from) {
        PObject lease = (PObject) from.getProperty("lease");
        PObject inputs = (PObject) from.getProperty("inputs");
        return new Template(
                name,
                text(from, "title"),
                text(from, "description"),
                Risk.valueOf(text(from, "risk").toUpperCase(Locale.ROOT)),
                many(from, "requesters").stream().map(String::valueOf).toList(),
                flag(from, "reasonRequired"),
                new LeaseBounds(
                        duration(lease, "ttl"),
                        duration(lease, "longest"),
                        duration(lease, "idle"),
                        duration(lease, "longestIdle")),
                new Inputs(
                        flag(inputs, "upload"),
                        flag(inputs, "download"),
                        Math.toIntExact(((DataSize) inputs.getProperty("maxFile")).inWholeMebibytes()),
                        flag(inputs, "clipboardIn"),
                        flag(inputs, "clipboardOut")),
                flag(from, "snapshotAtEnd"),
                flag(from, "recorded"),
                new BigDecimal(String.valueOf(from.getProperty("pricePerHour"))),
                text(from, "currency"),
                many(from, "steps").stream().map(step -> step((PObject) step)).toList());
    }

    private static TemplateStep step(PObject step) {
        Map<String, Object> spec = new LinkedHashMap<>();
        ((Map<?, ?>) step.getProperty("spec"))
                .forEach((key, value) -> plain(value).ifPresent(plain -> spec.put(String.valueOf(key), plain)));
        return new TemplateStep(new StepName(text(step, "name")), new DriverName(text(step, "driver")), spec);
    }

    /** A value of Pkl as JSON knows it; nothing for null. */
    private static Optional<Object> plain(Object value) {
        return switch (value) {
            case PNull _ -> Optional.empty();
            case Composite composite -> plain(composite.getProperties());
            case Map<?, ?> map -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                map.forEach((key, of) -> plain(of).ifPresent(one -> plain.put(String.valueOf(key), one)));
                yield Optional.of(plain);
            }
            case Iterable<?> many -> {
                List<Object> plain = new ArrayList<>();
                many.forEach(one -> plain(one).ifPresent(plain::add));
                yield Optional.of(plain);
            }
            case org.pkl.core.Duration duration ->
                Optional.of(duration(duration).toString());
            case DataSize size -> Optional.of(size.inWholeBytes());
            default -> Optional.of(value instanceof Number || value instanceof Boolean ? value : value.toString());
        };
    }

    private static String text(Composite from, String property) {
        return (String) from.getProperty(property);
    }

    private static boolean flag(Composite from, String property) {
        return (Boolean) from.getProperty(property);
    }

    private static Collection<?> many(Composite from, String property) {
        return (Collection<?>) from.getProperty(property);
    }

    private static Duration duration(Composite from, String property) {
        return duration((org.pkl.core.Duration) from.getProperty(property));
    }

    /** Pkl counts in floating point: 0.1 hours are six minutes and a bit of dust. */
    private static Duration duration(org.pkl.core.Duration duration) {
        return Duration.ofMillis(Math.round(duration.inMillis()));
    }

    private static URI uri(String file) {
        return URI.create(SCHEME + ":/" + file);
    }

    private Optional<ModuleKey> module(URI uri) throws FileNotFoundException {
        if (LIBRARY.contains(uri.toString())) {
            return Optional.of(ModuleKeys.standardLibrary(uri));
        }
        if (!SCHEME.equals(uri.getScheme())) {
            return Optional.empty();
        }
        String text = modules.get(uri.getPath().substring(1));
        if (text == null) {
            throw new FileNotFoundException(uri.getPath().substring(1));
        }
        return Optional.of(new Module(uri, text));
    }

    /** A module that is nothing but its text. */
    private record Module(URI uri, String text) implements ModuleKey, ResolvedModuleKey {
        @Override
        public URI getUri() {
            return uri;
        }

        @Override
        public ModuleKey getOriginal() {
            return this;
        }

        @Override
        public ResolvedModuleKey resolve(@Nullable SecurityManager security) throws SecurityManagerException {
            if (security != null) {
                security.checkResolveModule(uri);
            }
            return this;
        }

        @Override
        public String loadSource() {
            return text;
        }

        @Override
        public boolean hasHierarchicalUris() {
            return true;
        }

        @Override
        public boolean isGlobbable() {
            return false;
        }
    }
}
