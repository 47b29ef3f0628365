// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

#include <functional>

namespace howdah::ui {

// What a GridTable asks when its cells are edited in place. Rows and columns are those of its model. UI thread.
class CellEditing
{
public:
    virtual ~CellEditing() = default;

    // Why the cell cannot be set, in a sentence; "" when it can, or when that is to be found out first.
    [[nodiscard]] virtual QString refusal(int row, int column) const = 0;
    // Something is to be read before an editor can be opened: read() does it, without waiting. `waiting` is what is
    // said meanwhile. The handler is called once, perhaps at once, with what stands against it.
    [[nodiscard]] virtual bool isToBeRead(int row, int column) const = 0;
    virtual void read(int row, int column, std::function<void(const Result<void> &)> handler) = 0;
    [[nodiscard]] virtual QString waiting() const = 0;
    // What the editor is to know.
    [[nodiscard]] virtual EditSubject subject(int row, int column) const = 0;
    // `companions`: cells of the same row by their position in the relation, which come along with the value.
    virtual Result<void>
    set(int row, int column, const data::CellValue &value, const std::map<int, data::CellValue> &companions) = 0;
    // A value of many lines is better edited elsewhere: false when there is no such place.
    virtual bool wantPanel(int row, int column) = 0;
};

} // namespace howdah::ui
