// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/outputfile.h"
#include "data/transfer/bulkcopy.h"

namespace howdah::data {

// The rows that an import has left out, as CSV in UTF-8: line, code, reason, row. It gets its name only when keep() is
// called: when all rows are in and before they are committed, since afterwards nobody could give back what cannot be
// written.
class RejectFile final
{
public:
    [[nodiscard]] Result<void> open(const QString &path);
    [[nodiscard]] Result<void> take(const RejectedRow &row);
    [[nodiscard]] Result<void> keep();
    // The import was taken back after all.
    void drop();
    [[nodiscard]] QString path() const { return m_file.path(); }

private:
    [[nodiscard]] Result<void> notWritten();

    OutputFile m_file;
    bool m_kept = false;
};

} // namespace howdah::data
