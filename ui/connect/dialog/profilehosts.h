// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace howdah::ui {

// The servers of a profile, one a line with its port; libpq tries them in this order. As the keywords `host` and `port`
// have them: lists with commas, or one port for all.
class ProfileHosts final : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileHosts(QWidget *parent = nullptr);

    [[nodiscard]] QString hosts() const;
    [[nodiscard]] QString ports() const;
    void set(const QString &hosts, const QString &ports); // emits nothing
    [[nodiscard]] int count() const { return int(m_lines.size()); }

Q_SIGNALS:
    void edited();

private:
    struct Line
    {
        QWidget *box = nullptr;
        QLineEdit *host = nullptr;
        QLineEdit *port = nullptr;
        QToolButton *remove = nullptr;
    };
    void append(const QString &host, const QString &port);
    void removeLine(const QWidget *box);
    void name(); // "Host 2"

    QVBoxLayout *m_column;
    QWidget *m_add;
    std::vector<Line> m_lines;
    bool m_quiet = false;
};

} // namespace howdah::ui
