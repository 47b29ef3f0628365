// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

class QHBoxLayout;
class QLineEdit;

namespace howdah::ui {

// The text of a value in one line, in the fixed font. Says at once what cannot be right of a number, an uuid or JSON;
// the text stays as it was typed.
class LineEditor : public CellEditor
{
    Q_OBJECT
public:
    explicit LineEditor(QWidget *parent = nullptr);

    [[nodiscard]] QString problem() const override;
    void beginWith(const QString &text) override;
    [[nodiscard]] QLineEdit *line() const { return m_line; }
    // Said in place of '' until something is given.
    void setMissing(const QString &words);

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    void applyReadOnly(bool readOnly) override;
    void changeEvent(QEvent *event) override;
    // Right of the text.
    void addBeside(QWidget *widget, int stretch = 0);

private:
    void showState();

    QLineEdit *m_line;
    QHBoxLayout *m_layout;
    QString m_missing;
    data::CellValue m_state; // while there is no text: which of the three
};

} // namespace howdah::ui
