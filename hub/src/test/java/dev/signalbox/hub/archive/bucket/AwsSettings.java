package dev.signalbox.hub.archive.bucket;

import java.util.Map;
import java.util.TreeMap;

/** The settings of S3 clients for this process, until it is closed. */
public final class AwsSettings implements AutoCloseable {
    private final Map<String, String> before = new TreeMap<>();

    public AwsSettings(String url, String key, String secret) {
        set("aws.endpointUrl", url);
        set("aws.accessKeyId", key);
        set("aws.secretAccessKey", secret);
        set("aws.region", "eu-central-1");
        set("aws.disableEc2Metadata", "true");
    }

    public AwsSettings set(String name, String value) {
        before.put(name, System.getProperty(name, ""));
        if (value.isEmpty()) System.clearProperty(name);
        else System.setProperty(name, value);
        return this;
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) System.clearProperty(name);
            else System.setProperty(name, value);
        });
    }
}
