package dev.mayfly.api.template;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.templates.Templates;
import jakarta.inject.Singleton;

/** The versions of templates that workspaces were made from. A version never changes, so it is kept once read. */
@Singleton
public class PinnedTemplates {
    private static final long MAX_KEPT = 1_000;

    private final LoadingCache<TemplateDigest, Template> versions;

    PinnedTemplates(TemplateVersions store) {
        versions = Caffeine.newBuilder()
                .maximumSize(MAX_KEPT)
                .build(digest -> Templates.fromDocument(store.find(digest)
                        .orElseThrow(() -> new MayflyException(
                                ErrorCode.TEMPLATE_BROKEN,
                                "The pinned version %s of the template is lost".formatted(digest)))));
    }

    /** The template as it was when the workspace was asked for. */
    public Template of(Workspace workspace) {
        return versions.get(workspace.request().digest());
    }
}
