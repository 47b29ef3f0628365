// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QLineEdit>

class QCompleter;
class QStringListModel;

namespace howdah::ui {

// A condition as it stands after WHERE: offers columns, and words and functions of SQL, for the word that is typed.
class ConditionField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit ConditionField(QWidget *parent = nullptr);

    void setShape(const data::RelationShape &shape);
    [[nodiscard]] QCompleter *offers() const { return m_completer; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void offer();
    void take(const QString &word);

    QStringListModel *m_words;
    QCompleter *m_completer;
};

// The word before this place, for which something may be offered: nothing within a string, and of a quoted identifier
// with the quote. Its beginning, and it.
struct WordBefore
{
    qsizetype from = 0;
    QString text;
    bool operator==(const WordBefore &) const = default;
};
[[nodiscard]] WordBefore wordBefore(const QString &condition, qsizetype place);

} // namespace howdah::ui
