package dev.mayfly.store.template;

import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The versions of templates that were ever asked for. */
@Singleton
public class TemplateVersions {
    /** Keeps a version; one that is kept already stays as it is. */
    public void pin(TemplateDigest digest, TemplateName name, String documentJson) {
        throw new UnsupportedOperationException();
    }

    /** The document of a version, as canonical JSON (RFC 8785). */
    public Optional<String> find(TemplateDigest digest) {
        throw new UnsupportedOperationException();
    }
}
