package dev.mayfly.worker;

import dev.mayfly.workflows.wire.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Value;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** Makes the search attributes known to Temporal: a workflow that sets an unknown one would be stuck. */
@Singleton
final class Attribution {
    private final String address;
    private final String namespace;

    Attribution(
            @Value("${mayfly.temporal.address}") String address,
            @Value("${mayfly.temporal.namespace:default}") String namespace) {
        this.address = address;
        this.namespace = namespace;
    }

    /** Adds those that are missing; somebody else may do so at the same time. */
    void register() {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder().setTarget(address).validateAndBuildWithDefaults());
        try {
            Map<String, IndexedValueType> missing = new HashMap<>(Attributes.ALL);
            missing.keySet()
                    .removeAll(operator.blockingStub()
                            .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                                    .setNamespace(namespace)
                                    .build())
                            .getCustomAttributesMap()
                            .keySet());
            if (!missing.isEmpty()) {
                operator.blockingStub()
                        .addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                                .setNamespace(namespace)
                                .putAllSearchAttributes(missing)
                                .build());
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        } finally {
            operator.shutdownNow();
        }
    }
}
