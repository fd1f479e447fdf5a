package dev.signalbox.hub.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.matrix.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(List::of);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "::8.8.8.8",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:808:808::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "4000::1"
            })
    void what_is_not_of_the_public_internet_is_refused(String address) throws UnknownHostException {
        assertThat(guard.objection(InetAddress.getByName(address)))
                .contains("is not of the public internet")
                .contains("deliveries: {allow: [");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
                "172.32.0.0", "192.0.1.0", "193.0.0.1", "198.17.255.255", "198.20.0.0", "223.255.255.255",
                        "::ffff:8.8.8.8",
                "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "2003::1"
            })
    void what_is_of_it_is_not(String address) throws UnknownHostException {
        assertThat(guard.objection(InetAddress.getByName(address))).isNull();
    }

    @Test
    void what_an_operator_allows_is_allowed_and_its_neighbour_is_not() throws UnknownHostException {
        AddressGuard some = new AddressGuard(
                () -> List.of(Network.of("10.20.0.0/14"), Network.of("fd00:1::/33"), Network.of("127.0.0.1")));

        for (String in : List.of("10.20.0.0", "10.23.255.255", "::ffff:10.21.0.1", "fd00:1:7fff::1", "127.0.0.1")) {
            assertThat(some.objection(InetAddress.getByName(in))).as(in).isNull();
        }
        for (String out : List.of("10.24.0.0", "10.19.255.255", "fd00:1:8000::1", "127.0.0.2", "::1")) {
            assertThat(some.objection(InetAddress.getByName(out))).as(out).isNotNull();
        }
    }
}
