// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

class QComboBox;

namespace howdah::ui {

// One of a few values: true and false, or the labels of an enumeration as the catalog has them, whatever they look
// like. NULL, the empty label and DEFAULT are entries of their own that no label can be mistaken for.
class ChoiceEditor final : public CellEditor
{
    Q_OBJECT
public:
    explicit ChoiceEditor(QWidget *parent = nullptr);

    [[nodiscard]] QComboBox *box() const { return m_box; }
    // Nothing is chosen, and this is said in its place until something is.
    void setMissing(const QString &words);
    // Selects the first entry that begins so.
    void beginWith(const QString &text) override;

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    void applyReadOnly(bool readOnly) override;
    void changeEvent(QEvent *event) override;

private:
    void fill(const data::CellValue &value);
    void addValue(const data::CellValue &value, const QString &word);
    void showState();

    QComboBox *m_box;
    std::vector<data::CellValue> m_values; // one for each entry
};

// The labels of an enumeration that the column has, or that its elements have; empty when it is none.
[[nodiscard]] QStringList labelsFor(const EditSubject &subject);

} // namespace howdah::ui
