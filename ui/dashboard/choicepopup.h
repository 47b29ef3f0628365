// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <utility>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace howdah::ui {

// A list of values that is searched by typing: one of them is chosen, or several are checked. Stands beneath the button
// that opens it; Enter chooses or checks, Esc closes.
class ChoicePopup final : public QFrame
{
    Q_OBJECT
public:
    enum class Mode { One, Several };
    using Values = std::vector<std::pair<QString, QString>>; // value and label

    explicit ChoicePopup(Mode mode, QWidget *parent);

    void setValues(const Values &values, const QStringList &chosen);
    // Why there is no list yet, or none at all; or what it leaves out.
    void setMessage(const QString &message);
    void openAt(QWidget *button);
    [[nodiscard]] QStringList checked() const;
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QLineEdit *search() const { return m_search; }

Q_SIGNALS:
    void chosen(const QStringList &values); // One: the value; Several: at each check

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(const QModelIndex &at);

    Mode m_mode;
    QStandardItemModel *m_values;
    QSortFilterProxyModel *m_found;
    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_message;
};

} // namespace howdah::ui
