package dev.mayfly.workflows.wire;

import dev.mayfly.json.Json;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/** How values are written into histories. */
public final class Wire {
    /** The data converter that every client and worker of Mayfly uses. */
    public static final DataConverter CONVERTER = DefaultDataConverter.newDefaultInstance()
            .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.MAPPER))
            .withFailureConverter(new Refusals());

    private Wire() {}
}
