// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "common/page.h"
#include "data/page/edittarget.h"

#include <map>

namespace howdah::ui {

class CellEditor;

// The values of a row that is to be added to a table, which an answer need not show all columns of. A field that is not
// touched is left to the server: it gets its default. UI thread.
class NewRowDialog final : public DialogFrame
{
    Q_OBJECT
public:
    NewRowDialog(const PageServices &services, const data::EditTarget &target, QWidget *parent = nullptr);

    // nullptr for a column that is not asked for: the server gives it.
    [[nodiscard]] CellEditor *editor(int column) const;

Q_SIGNALS:
    void rowWanted(const std::map<int, howdah::data::CellValue> &cells);

private:
    void accepted();

    std::map<int, CellEditor *> m_editors;
};

} // namespace howdah::ui
