package dev.mayfly.store.ending;

import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.WorkspaceId;

/** An ending that was asked for a workspace. */
public record AskedEnding(WorkspaceId workspace, Ending ending) {}
