"""The pages as a process of their own: they read the journal and send commands to the core."""

import asyncio
import secrets
from urllib.parse import urlsplit

import structlog
from litestar import Router
from msgspec import Struct

from mingpai.accounts.enrolling import EnrolmentDesk
from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.model import SessionId
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import Passkeys
from mingpai.accounts.passkeys import Site as PasskeySite
from mingpai.accounts.passwords import Passwords
from mingpai.accounts.signing_in import SignInDesk
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.core_http import CoreOverHttp
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_affairs import PostgresAffairs
from mingpai.adapters.postgres_drafts import PostgresDrafts
from mingpai.adapters.postgres_exhibits import PostgresExhibits
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.adapters.postgres_viewings import PostgresViewings
from mingpai.adapters.postgres_writings import PostgresWritings
from mingpai.adapters.public_keys import PublicKey, PublicKeyRing
from mingpai.affairs.core import CoreBusy
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.lots import BoardLots
from mingpai.affairs.notifier import Post
from mingpai.affairs.objecting import ObjectionDesk
from mingpai.affairs.parts import AffairsParts, Tokens
from mingpai.affairs.showing import ShowingDesk
from mingpai.affairs.telling import Hearing, Teller
from mingpai.auction.asked import Setting
from mingpai.events import registry
from mingpai.hall.tickets import TicketOffice
from mingpai.law.platforms import NATIONAL, OUR_HALL, sandbox_list
from mingpai.ports import Clock, PortError
from mingpai.service.archive import Archive
from mingpai.service.board_keeper import BoardKeeper
from mingpai.service.catalogue import domains
from mingpai.service.export import Source
from mingpai.service.followers import catch_up, kept_sm3_note
from mingpai.service.projections import LotBoard
from mingpai.serving.listening import listening
from mingpai.serving.setup import Addresses, PublicKeys, Setup
from mingpai.web.bidder.pages import BidderParts, bidder_routers
from mingpai.web.bidder.results import ResultPages
from mingpai.web.captions import Caption, Captions
from mingpai.web.court.deposits import DepositPages
from mingpai.web.court.desk import CourtParts
from mingpai.web.court.files import CourtFiles
from mingpai.web.court.pages import court_routers
from mingpai.web.exhibits import ExhibitPages, files_router, readable
from mingpai.web.heads import Heads
from mingpai.web.join import JoinPages
from mingpai.web.live import Live
from mingpai.web.objections.desk import DeskParts, ObjectionDeskPages
from mingpai.web.objections.filing import FilingPages
from mingpai.web.objections.late import LatePages
from mingpai.web.objections.packs import Packs
from mingpai.web.pages import Members, application
from mingpai.web.papers import Papers
from mingpai.web.renderer import Renderer
from mingpai.web.shell import Shell
from mingpai.web.sign_in import SignInPages
from mingpai.web.site import Site
from mingpai.web.tiles import StoredJournal, tiles_router
from mingpai.web.viewing.arranging import ArrangingPages
from mingpai.web.viewing.visiting import VisitingPages
from mingpai.web.visitors import Porter

_log = structlog.get_logger(__name__)

TITLE = Caption("明拍大厅", "Mingpai hall")
_LOOK_EVERY_S = 0.5


async def run_web(setup: Setup, ready: asyncio.Event) -> None:
    """Serve until cancelled. Raises: PortError where the journal cannot be read any more."""
    board_store, papers_store, heads_store, log_store, packs_store = (
        PostgresEntryStore(setup.journal_dsn) for _ in range(5)
    )
    affairs = PostgresAffairs(setup.accounts_dsn)
    exhibits = PostgresExhibits(setup.accounts_dsn)
    hearing = Hearing(await asyncio.to_thread(affairs.position))
    board = LotBoard(_source(setup, board_store).archive, hearing.heard)
    await asyncio.to_thread(catch_up, board, board_store)
    keeper = BoardKeeper(board, board_store)
    keeper.start()
    notes, clock = _Notes(heads_store), SystemClock()
    where = setup.addresses
    site = Site(
        title=TITLE,
        board=board,
        captions=Captions(),
        clock=clock,
        heads=Heads(lambda: notes.log, lambda: notes.sm3),
        papers=Papers(_source(setup, papers_store).source, domains(NATIONAL)),
        live=_live(where),
        exhibits=readable(exhibits),
    )
    core = CoreOverHttp(where.bids, setup.pages_secret)
    packs = Packs(_source(setup, packs_store).source)
    signing = _Signing(setup, clock, _Beside(affairs, BoardLots(board), core, packs, exhibits))
    try:
        log = tiles_router(StoredJournal(log_store), registry())
        pages = application(site, signing.members(), log)
        async with core, listening(pages, host=where.host, port=where.web):
            telling = asyncio.create_task(signing.teller(hearing).run(clock))
            ready.set()
            try:
                while keeper.failed is None and not telling.done():
                    await asyncio.to_thread(notes.look)
                    await asyncio.sleep(_LOOK_EVERY_S)
            finally:
                telling.cancel()
            if keeper.failed is not None:
                raise keeper.failed
            await telling
    finally:
        await asyncio.to_thread(keeper.stop)
        signing.close()
        affairs.close()
        exhibits.close()
        papers_store.close()
        heads_store.close()
        log_store.close()
        packs_store.close()


def _live(where: Addresses) -> Live:
    return Live(watch=where.watch, hall=where.hall, bids=where.bids)


class _Notes:
    """The newest heads as they are published, read off the event loop."""

    def __init__(self, store: PostgresEntryStore) -> None:
        self._store = store
        self.log: bytes | None = None
        self.sm3: bytes | None = None

    def look(self) -> None:
        """Read them; where the store is away they stay as they were."""
        try:
            found = self._store.latest_checkpoint()
            self.log = None if found is None else found[1]
            self.sm3 = kept_sm3_note(self._store) or None
        except PortError as away:
            if not away.retry_is_safe:
                raise


class _Beside(Struct, frozen=True):
    """What citizens' affairs rest on beside the accounts."""

    store: PostgresAffairs
    lots: BoardLots
    core: CoreOverHttp
    packs: Packs
    exhibits: PostgresExhibits


class _Signing:
    """Who signs in on this site, the pages where he does, and his affairs."""

    def __init__(self, setup: Setup, clock: Clock, beside: _Beside) -> None:
        site = setup.addresses.site
        random = secrets.token_bytes
        keys = AccountKeys(setup.accounts_secret, random)
        host = urlsplit(site).hostname or ""
        passkeys = Passkeys(PasskeySite(host, (site,), TITLE.zh), keys, random)
        self._store = PostgresAccounts(setup.accounts_dsn)
        self._subjects = PostgresSubjects(setup.accounts_dsn)
        parts = Parts(self._store, Passwords(), passkeys, keys, clock, random)
        self._sign_in = SignInDesk(parts)
        self._porter = Porter(self._sign_in, is_https=site.startswith("https:"))
        self._beside, self._post = beside, Post(beside.store)
        self._tokens = PostgresSubjects(setup.accounts_dsn)
        self._live = _live(setup.addresses)
        affairs = AffairsParts(
            store=beside.store,
            accounts=parts,
            sign_in=self._sign_in,
            tokens=Tokens(self._tokens),
            lots=beside.lots,
            core=beside.core,
            tickets=TicketOffice(setup.tickets_secret),
            post=self._post,
            platform=None if setup.is_sandbox else OUR_HALL,
        )
        self._desk = AffairsDesk(affairs)
        self._writings = PostgresWritings(setup.accounts_dsn)
        self._objections = ObjectionDesk(affairs, self._writings)
        self._viewings = PostgresViewings(setup.accounts_dsn)
        self._showing = ShowingDesk(self._viewings, beside.lots, clock, random)
        self._files_store = PostgresEntryStore(setup.journal_dsn)
        files = CourtFiles(
            self._files_store,
            _source(setup, self._files_store).archive,
            Setting(sandbox_list() if setup.is_sandbox else NATIONAL),
        )
        self._drafts = PostgresDrafts(setup.accounts_dsn)
        self._court = CourtParts(self._porter, beside.core, files, self._drafts)
        self._joining = None
        if setup.is_sandbox:  # a real-name check is simulated where everything is
            self._joining = EnrolmentDesk(parts, self._subjects, SimulatedIdentityProvider())

    def members(self) -> Members:
        """Return what the site needs of them."""
        return Members(self._porter, self._routers)

    def teller(self, hearing: Hearing) -> Teller:
        """Return who tells people what happens to their lots."""
        beside = self._beside
        return Teller(hearing, beside.store, self._post, self._sign_in, beside.lots)

    def _routers(self, shell: Shell, renderer: Renderer) -> list[Router]:
        bidder = BidderParts(self._porter, self._desk, self._live, self._leave)
        objections = DeskParts(self._porter, self._objections, self._beside.packs)
        routers = [
            SignInPages(shell, renderer, self._porter, self._leave).router(),
            *bidder_routers(shell, renderer, bidder),
            ResultPages(shell, renderer, self._porter, self._desk, self._court.files).router(),
            DepositPages(shell, renderer, self._porter, self._desk).router(),
            FilingPages(shell, renderer, self._porter, self._objections).router(),
            ObjectionDeskPages(shell, renderer, objections).router(),
            LatePages(shell, renderer).router(),
            VisitingPages(shell, renderer, self._porter, self._showing).router(),
            ArrangingPages(shell, renderer, self._porter, self._showing).router(),
            ExhibitPages(shell, renderer, self._porter, self._beside.exhibits).router(),
            *court_routers(shell, renderer, self._court),
        ]
        if renderer.language == "zh":  # a file has one address in both languages
            routers.append(files_router(self._beside.exhibits))
        if self._joining is not None:
            routers.append(JoinPages(shell, renderer, self._porter, self._joining).router())
        return routers

    async def _leave(self, session: SessionId) -> None:
        """End what a sign-in has open at the door; untold, it ends with its ticket."""
        try:
            await self._beside.core.sign_out(session)
        except (CoreBusy, PortError) as away:
            _log.warning("the door was not told of a sign-out", why=str(away))

    def close(self) -> None:
        """Release the connections."""
        self._store.close()
        self._subjects.close()
        self._tokens.close()
        self._writings.close()
        self._viewings.close()
        self._files_store.close()
        self._drafts.close()


class _Sources:
    def __init__(self, source: Source, archive: Archive) -> None:
        self.source = source
        self.archive = archive


def _source(setup: Setup, store: PostgresEntryStore) -> _Sources:
    ring, kinds = _ring(setup.keys), registry()
    source = Source(store, ring, setup.origin, kinds)
    return _Sources(source, Archive(store, kinds, origin=setup.origin, vkey=setup.keys.receipts))


def _ring(keys: PublicKeys) -> PublicKeyRing:
    return PublicKeyRing(PublicKey(keys.log), PublicKey(keys.receipts), PublicKey(keys.sm2))
