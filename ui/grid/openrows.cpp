// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/openrows.h"

namespace howdah::ui {

OpenRows::OpenRows(EditSession *edits, ConnectionController *connection)
    : pages(loaded)
    , edited(edits, pages)
    , rows(pages, loaded, added, edited, whole)
    , overlay(pages, loaded, added, edited, whole, rows, connection)
    , reader(pages, edited, rows, whole)
{
}

void OpenRows::open(
    std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total)
{
    loaded.begin(total);
    pages.open(std::move(session), std::move(query), serverVersion);
    overlay.findAgain();
}

void OpenRows::replace(const data::Page &page)
{
    loaded.replace(page);
    overlay.findAgain();
}

} // namespace howdah::ui
