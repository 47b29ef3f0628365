// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridoverlay.h"
#include "grid/rowreader.h"

namespace howdah::ui {

// All that a GridModel knows of the relation that is open, each state in an object of its own. Leaving the relation is
// destroying this. UI thread.
class OpenRows final
{
public:
    // Nothing is open yet. Both may be nullptr: then nothing can be edited, and referenced rows are not looked up.
    OpenRows(EditSession *edits, ConnectionController *connection);

    // Nothing is asked for yet: see PageReader::start().
    void
    open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total);
    // Other rows of it: within a reset of the grid.
    void replace(const data::Page &page);

    // From the one that uses nothing to the one that uses most.
    LoadedRows loaded;
    PageReader pages;
    EditedRelation edited;
    NewRows added;
    WholeValues whole;
    GridRows rows;
    GridOverlay overlay;
    RowReader reader;
};

} // namespace howdah::ui
