// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profilefields.h"

#include <QWidget>

class QLineEdit;
class QTableWidget;

namespace howdah::ui {

// Keywords of the libpq that runs, each with what holds without it: whatever the other tabs do not show. A value is
// typed, or chosen where there are only some; its problem stands beside it.
class ProfileKeywordTable final : public QWidget
{
    Q_OBJECT
public:
    // All that a profile may hold, without these.
    explicit ProfileKeywordTable(const QStringList &shownElsewhere, QWidget *parent = nullptr);

    [[nodiscard]] QStringList keys() const;
    [[nodiscard]] QString value(const QString &key) const;
    void setValue(const QString &key, const QString &value); // emits nothing
    void setProblem(const QString &key, const QString &problem);
    [[nodiscard]] bool hasProblem() const { return !m_problems.isEmpty(); }

Q_SIGNALS:
    void edited(const QString &key);

private:
    void fill();
    void showMeaning(int row);
    void filter(const QString &text);

    std::vector<connection::ProfileKeyword> m_keywords;
    QLineEdit *m_filter;
    QTableWidget *m_table;
    QMap<QString, QString> m_problems;
};

} // namespace howdah::ui
