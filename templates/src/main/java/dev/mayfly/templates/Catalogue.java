package dev.mayfly.templates;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.TemplateName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All templates as they were at one time, sorted by name, each name once.
 *
 * @param loadedAt when the files were read
 */
public record Catalogue(List<Loaded> templates, Instant loadedAt) {
    /** Keeps its own copy. */
    public Catalogue {
        templates = List.copyOf(templates);
    }

    /** The templates that may be asked for. */
    public List<Loaded.Usable> usable() {
        return templates.stream()
                .filter(Loaded.Usable.class::isInstance)
                .map(Loaded.Usable.class::cast)
                .toList();
    }

    /** The files that hold no template, with the reasons. */
    public List<Loaded.Broken> broken() {
        return templates.stream()
                .filter(Loaded.Broken.class::isInstance)
                .map(Loaded.Broken.class::cast)
                .toList();
    }

    /** What became of the template of that name, if there is one. */
    public Optional<Loaded> find(TemplateName name) {
        return templates.stream()
                .filter(loaded -> loaded.name().equals(name.value()))
                .findFirst();
    }

    /** The template of that name; {@code NOT_FOUND} when there is none, {@code TEMPLATE_BROKEN} when it is broken. */
    public Loaded.Usable require(TemplateName name) {
        Loaded loaded = find(name)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.NOT_FOUND,
                        "template: expected one of the listed templates, got \"%s\"".formatted(name)));
        return switch (loaded) {
            case Loaded.Usable usable -> usable;
            case Loaded.Broken broken ->
                throw new MayflyException(
                        ErrorCode.TEMPLATE_BROKEN, "The template %s is broken: %s".formatted(name, broken.reason()));
        };
    }
}
