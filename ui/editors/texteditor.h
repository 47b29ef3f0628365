// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

namespace howdah::ui {

class RawText;

// A text of many lines, in the panel: Enter and Tab are part of it, and so is every other character.
class TextEditor final : public CellEditor
{
    Q_OBJECT
public:
    explicit TextEditor(QWidget *parent = nullptr);

    [[nodiscard]] QString problem() const override;
    void beginWith(const QString &text) override;
    [[nodiscard]] RawText *text() const { return m_text; }

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    [[nodiscard]] data::CellValue beginning(qint64 most) const override;
    void applyReadOnly(bool readOnly) override;

private:
    RawText *m_text;
    data::CellValue m_state;
    std::optional<data::CellValue> m_loaded; // until it is changed
};

} // namespace howdah::ui
