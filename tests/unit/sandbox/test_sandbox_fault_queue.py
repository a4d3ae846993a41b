from __future__ import annotations

import pytest

from connectors.sandbox.faults import CALL_FAULTS, Fault, FaultKind, Faults

GRAPH = "graph.facebook.com"
CALL = (GRAPH, "POST", "/v26.0/1/feed")


@pytest.fixture
def faults() -> Faults:
    return Faults()


def test_a_fault_hits_as_often_as_it_says(faults: Faults) -> None:
    faults.add(Fault(FaultKind.META_4, times=2))
    taken = [faults.take(CALL_FAULTS, *CALL) for _ in range(3)]
    assert [fault is not None for fault in taken] == [True, True, False]


def test_faults_hit_in_the_order_they_were_added(faults: Faults) -> None:
    for kind in (FaultKind.META_17, FaultKind.META_4):
        faults.add(Fault(kind))
    taken = [faults.take(CALL_FAULTS, *CALL) for _ in range(2)]
    assert [fault.kind for fault in taken if fault] == [FaultKind.META_17, FaultKind.META_4]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.META_4, method="GET"),
        Fault(FaultKind.META_4, path=r"/photos$"),
        Fault(FaultKind.PINTEREST_429),
        Fault(FaultKind.SLOW_BATCH),
    ],
)
def test_a_fault_waits_for_a_call_that_it_fits(faults: Faults, fault: Fault) -> None:
    faults.add(fault)
    assert faults.take(CALL_FAULTS, *CALL) is None


def test_a_fault_that_fits_in_method_and_path_hits(faults: Faults) -> None:
    faults.add(Fault(FaultKind.META_4, method="post", path=r"/\d+/feed$"))
    assert faults.take(CALL_FAULTS, *CALL)


def test_cleared_faults_hit_nobody(faults: Faults) -> None:
    faults.add(Fault(FaultKind.META_4))
    faults.clear()
    assert faults.take(CALL_FAULTS, *CALL) is None
