// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

class QTableView;
class QToolButton;

namespace howdah::ui {

class ArrayModel;
class RawText;

// An array as a list of elements, each with the editor of its type, and as text beneath it; both show the same value.
class ArrayEditor final : public CellEditor
{
    Q_OBJECT
public:
    explicit ArrayEditor(QWidget *parent = nullptr);

    [[nodiscard]] QString problem() const override;
    [[nodiscard]] QTableView *list() const { return m_list; }
    [[nodiscard]] ArrayModel *model() const { return m_model; }
    [[nodiscard]] RawText *text() const { return m_text; }
    // What an editor of that element is given.
    [[nodiscard]] EditSubject elementSubject(int row) const;

    void addElement();
    void removeElement();

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    [[nodiscard]] data::CellValue beginning(qint64 most) const override;
    void applyReadOnly(bool readOnly) override;

private:
    QToolButton *tool(const QString &iconName, const QString &name, const std::function<void()> &act);
    void buildLayout();
    void readText();
    void writeText();

    QTableView *m_list;
    ArrayModel *m_model;
    RawText *m_text;
    std::vector<QToolButton *> m_tools;
    QString m_problem;
    data::CellValue m_state;
    std::optional<data::CellValue> m_loaded;
    bool m_writing = false;
};

// The column that one element of it would be.
[[nodiscard]] data::EditColumn elementColumn(const EditSubject &subject);

} // namespace howdah::ui
