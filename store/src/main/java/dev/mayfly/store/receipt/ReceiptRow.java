package dev.mayfly.store.receipt;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of table receipt. */
@MappedEntity("receipt")
record ReceiptRow(@Id String workspaceId, String sha256, String document, Instant issuedAt) {}
