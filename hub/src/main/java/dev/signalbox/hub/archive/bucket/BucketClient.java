package dev.signalbox.hub.archive.bucket;

import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The S3 client as this hub sets it: it speaks to whatever {@code AWS_ENDPOINT_URL} names in the dialect that all of
 * them know. Buckets are part of the path; bodies are sent whole and signed, with no checksum that a store might not
 * have heard of: archives carry their own.
 */
final class BucketClient {
    private BucketClient() {}

    /** Fails with {@link IllegalArgumentException} when the environment names an address that is none. */
    static S3Client open(BucketLimits limits) {
        try {
            return S3Client.builder()
                    .region(region())
                    .forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .serviceConfiguration(S3Configuration.builder()
                            .chunkedEncodingEnabled(false)
                            .expectContinueEnabled(false)
                            .build())
                    .overrideConfiguration(ClientOverrideConfiguration.builder()
                            .apiCallTimeout(limits.call())
                            .apiCallAttemptTimeout(limits.attempt())
                            .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                    .maxAttempts(limits.attempts())
                                    .build())
                            .build())
                    .httpClient(UrlConnectionHttpClient.builder()
                            .connectionTimeout(limits.connect())
                            .socketTimeout(limits.silence())
                            .build())
                    .build();
        } catch (SdkClientException | IllegalArgumentException e) {
            // What it says may show what was given, and that may be a key.
            throw new IllegalArgumentException("the settings for buckets cannot be used ("
                    + e.getClass().getSimpleName() + "): look at AWS_ENDPOINT_URL, which is like"
                    + " https://host:9000, AWS_REGION and AWS_PROFILE");
        }
    }

    /** Without asking the network for it, as the client would. */
    private static Region region() {
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkClientException nowhere) {
            return Region.US_EAST_1;
        }
    }
}
