// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/result/resultstore.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace howdah::ui {

// What COPY ... TO STDOUT sent, as text: its beginning to be read, all of it to be saved. UI thread.
class CopyView final : public QWidget
{
    Q_OBJECT
public:
    CopyView(std::shared_ptr<query::ResultStore> rows, QWidget *parent);

    [[nodiscard]] QString text() const;
    void save(const QString &path);

Q_SIGNALS:
    void saved(const QString &said);

private:
    void look();
    void read();
    void chooseFile();

    std::shared_ptr<query::ResultStore> m_rows;
    QPlainTextEdit *m_text;
    QLabel *m_note;
    QTimer m_tick;
    qint64 m_shownRows = 0;
    qsizetype m_shownBytes = 0;
    Latest m_asked;
    Latest m_saving;
    bool m_isReading = false;
};

} // namespace howdah::ui
