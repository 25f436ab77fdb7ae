"""The local authority under strict verification, and serving from a thread."""

import asyncio
import ssl
import stat
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import aiohttp
import pytest
import requests
from aiohttp import web
from cryptography import x509

from dev.emulator.serve import in_thread, serving
from dev.emulator.tls import local_ca


def an_app():
    async def hello(_):
        return web.Response(text="hello")

    app = web.Application()
    app.add_routes([web.get("/", hello)])
    return app


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "mail.nordlicht.test"])
async def test_a_leaf_passes_strict_verification_under_each_of_its_names(tmp_path, host):
    ca = local_ca(tmp_path, ["mail.nordlicht.test"])
    context = ca.client_context()
    assert context.verify_flags & ssl.VERIFY_X509_STRICT
    async with serving(an_app(), tls=ca.server_context()) as base:
        port = int(base.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=host)
        assert writer.get_extra_info("peercert")
        writer.close()
        del reader


async def test_a_name_that_was_not_asked_for_is_refused(tmp_path):
    ca = local_ca(tmp_path)
    async with serving(an_app(), tls=ca.server_context()) as base:
        port = int(base.rsplit(":", 1)[1])
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", port, ssl=ca.client_context(), server_hostname="evil.test")


async def test_a_client_that_trusts_another_authority_refuses(tmp_path):
    mine, other = local_ca(tmp_path / "a"), local_ca(tmp_path / "b")
    async with serving(an_app(), tls=mine.server_context()) as base, aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await client.get(base, ssl=other.client_context())


async def test_requests_reaches_it_with_the_authority_and_without_the_environment(tmp_path):
    ca = local_ca(tmp_path)
    async with serving(an_app(), tls=ca.server_context()) as base:

        def ask():
            with requests.Session() as session:
                session.trust_env = False
                session.verify = str(ca.ca_pem)
                return session.get(base, timeout=5).text

        assert await asyncio.to_thread(ask) == "hello"


def test_certificates_end_within_what_browsers_and_clocks_allow(tmp_path):
    ca = local_ca(tmp_path)
    leaf = x509.load_pem_x509_certificate(ca.leaf_pem.read_bytes())
    root = x509.load_pem_x509_certificate(ca.ca_pem.read_bytes())
    now = datetime.now(UTC)
    assert timedelta(days=30) < leaf.not_valid_after_utc - now < timedelta(days=825)
    assert root.not_valid_after_utc - now < timedelta(days=3651)


def test_only_the_owner_can_read_the_keys(tmp_path):
    ca = local_ca(tmp_path)
    for path in (tmp_path / "ca-key.pem", ca.leaf_pem):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_folder_gives_the_same_authority_and_leaf(tmp_path):
    first = local_ca(tmp_path, ["a.test"])
    before = first.ca_pem.read_bytes(), first.leaf_pem.read_bytes()
    again = local_ca(tmp_path, ["a.test"])
    assert (again.ca_pem.read_bytes(), again.leaf_pem.read_bytes()) == before
    assert local_ca(tmp_path, ["b.test"]).leaf_pem != again.leaf_pem


def test_processes_that_start_together_share_one_authority(tmp_path):
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        made = list(pool.map(local_ca, [tmp_path] * 3))
    assert len({ca.leaf_pem for ca in made}) == 1
    leaf = x509.load_pem_x509_certificate(made[0].leaf_pem.read_bytes())
    root = x509.load_pem_x509_certificate(made[0].ca_pem.read_bytes())
    leaf.verify_directly_issued_by(root)


def test_a_server_in_a_thread_answers_until_its_block_ends():
    with in_thread(lambda: serving(an_app())) as base:
        assert requests.get(base, timeout=5).text == "hello"
    with pytest.raises(requests.ConnectionError):
        requests.get(base, timeout=5)


def test_a_server_that_cannot_start_tells_whoever_started_it():
    @asynccontextmanager
    async def broken():
        raise OSError("port taken")
        yield

    with pytest.raises(OSError, match="port taken"), in_thread(broken):
        pass
