// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/pagereader.h"

namespace howdah::ui {

using connection::RowBatch;
using data::PageRequest;

void PageReader::open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion)
{
    m_serverVersion = serverVersion;
    m_source = std::make_unique<data::PageSource>(std::move(session), std::move(query), serverVersion);
}

void PageReader::start()
{
    jumpToStart();
    if (!query()->isFiltered() && m_loaded.total().rows >= 0)
        return;
    m_source->estimate([this](const Result<qint64> &rows) {
        if (rows && *rows >= 0 && !m_loaded.total().exact)
            m_loaded.setTotal({*rows, false});
    });
}

void PageReader::reopen(std::shared_ptr<connection::Session> session)
{
    if (!m_source)
        return;
    m_source = std::make_unique<data::PageSource>(std::move(session), m_source->query(), m_serverVersion);
    m_wanted = Wanted::Nothing;
    reload();
}

void PageReader::reload()
{
    if (!m_source)
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::First;
    const Extent wanted = m_wantedAgain ? m_wantedAgain() : Extent();
    const GridWindow &window = m_loaded.window();
    if (const GridWindow::Place first = window.locate(wanted.first);
        first.page && !(m_loaded.isAtStart() && wanted.last < int(window.first().shown.size()))) {
        request.kind = PageRequest::Kind::From;
        request.place = data::placeOf(*query(), first.page->rows, first.at);
        request.position = {m_loaded.first().row + wanted.first, m_loaded.first().exact};
    }
    fetch(std::move(request), Wanted::Again);
}

void PageReader::cancel()
{
    if (!isLoading())
        return;
    m_source->cancel();
    m_wanted = Wanted::Nothing;
    Q_EMIT loadingChanged(false);
}

// ---- asking

void PageReader::fetch(PageRequest request, Wanted wanted, int showRow)
{
    if (!m_source)
        return;
    request.total = m_loaded.total();
    m_wanted = wanted;
    m_failed = false;
    m_source->fetch(std::move(request), [this, wanted, showRow](const Result<data::Page> &page) {
        answered(page, wanted, showRow);
    });
    Q_EMIT loadingChanged(true);
}

void PageReader::answered(const Result<data::Page> &page, Wanted wanted, int showRow)
{
    m_wanted = Wanted::Nothing;
    if (page) {
        Q_EMIT arrived(*page, wanted, showRow);
        Q_EMIT loadingChanged(false);
        Q_EMIT pageArrived();
        return;
    }
    const bool hasFailed = page.error().kind != ErrorKind::Cancelled;
    m_failed = hasFailed;
    Q_EMIT loadingChanged(false);
    if (hasFailed)
        Q_EMIT failed(page.error());
}

// A jump under way will replace the rows; a failure waits for the operator.
bool PageReader::isReady() const { return m_wanted == Wanted::Nothing && !m_failed && !m_loaded.window().isEmpty(); }

void PageReader::fetchAfter()
{
    if (!isReady() || m_loaded.isAtEnd())
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::After;
    const RowBatch &last = m_loaded.window().last().rows;
    request.place = data::placeOf(*query(), last, last.rowCount() - 1);
    request.position = {m_loaded.first().row + m_loaded.count() - 1, m_loaded.first().exact};
    fetch(std::move(request), Wanted::After);
}

void PageReader::fetchBefore()
{
    if (!isReady() || m_loaded.isAtStart())
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::Before;
    request.place = data::placeOf(*query(), m_loaded.window().first().rows, 0);
    request.position = m_loaded.first();
    fetch(std::move(request), Wanted::Before);
}

void PageReader::jumpToStart()
{
    PageRequest request;
    request.kind = PageRequest::Kind::First;
    fetch(std::move(request), Wanted::Replace);
}

void PageReader::jumpToEnd()
{
    PageRequest request;
    request.kind = PageRequest::Kind::Last;
    fetch(std::move(request), Wanted::Replace, -1);
}

void PageReader::jumpToFraction(double fraction)
{
    PageRequest request;
    request.kind = PageRequest::Kind::Fraction;
    request.fraction = fraction;
    fetch(std::move(request), Wanted::Replace);
}

void PageReader::jumpToPlace(const data::Place &place, data::Position position)
{
    PageRequest request;
    request.kind = PageRequest::Kind::From;
    request.place = place;
    request.position = position;
    fetch(std::move(request), Wanted::Replace);
}

} // namespace howdah::ui
