package dev.mayfly.workflows.wire;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.common.SearchAttributeKey;
import java.time.OffsetDateTime;
import java.util.Map;

/** The search attributes by which operators find workspaces in Temporal. */
public final class Attributes {
    /** The phase, as {@code Phase} names it. */
    public static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("WorkspacePhase");
    /** The requester. */
    public static final SearchAttributeKey<String> OWNER = SearchAttributeKey.forKeyword("WorkspaceOwner");
    /** The template's name. */
    public static final SearchAttributeKey<String> TEMPLATE = SearchAttributeKey.forKeyword("WorkspaceTemplate");
    /** The project; unset when none was named. */
    public static final SearchAttributeKey<String> PROJECT = SearchAttributeKey.forKeyword("WorkspaceProject");
    /** The tier of risk. */
    public static final SearchAttributeKey<String> RISK = SearchAttributeKey.forKeyword("WorkspaceRisk");
    /** When the lease ends. */
    public static final SearchAttributeKey<OffsetDateTime> LEASE_ENDS_AT =
            SearchAttributeKey.forOffsetDateTime("LeaseEndsAt");
    /** Whether a person must look at the teardown. */
    public static final SearchAttributeKey<Boolean> TEARDOWN_STALLED = SearchAttributeKey.forBoolean("TeardownStalled");

    /** All of them with the types under which a cluster must know them. */
    public static final Map<String, IndexedValueType> ALL = Map.of(
            PHASE.getName(), PHASE.getValueType(),
            OWNER.getName(), OWNER.getValueType(),
            TEMPLATE.getName(), TEMPLATE.getValueType(),
            PROJECT.getName(), PROJECT.getValueType(),
            RISK.getName(), RISK.getValueType(),
            LEASE_ENDS_AT.getName(), LEASE_ENDS_AT.getValueType(),
            TEARDOWN_STALLED.getName(), TEARDOWN_STALLED.getValueType());

    private Attributes() {}
}
