// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"
#include "editors/chunkedtext.h"

#include <stop_token>

class QLabel;
class QPushButton;

namespace howdah::ui {

class HexView;

// The bytes of a bytea: seen and changed as hexadecimal digits, read from a file, written into one. Files pass through
// a worker in pieces.
class BytesEditor final : public CellEditor
{
    Q_OBJECT
public:
    explicit BytesEditor(QWidget *parent = nullptr);
    ~BytesEditor() override;

    // The file becomes the value; or the other way round. Signals tell the end.
    void loadFile(const QString &path);
    void saveFile(const QString &path);
    [[nodiscard]] HexView *view() const { return m_view; }
    [[nodiscard]] QString problem() const override { return m_problem; }

Q_SIGNALS:
    void fileDone(const QString &problem); // "" when it went well

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    [[nodiscard]] data::CellValue beginning(qint64 most) const override;
    void applyReadOnly(bool readOnly) override;

private:
    void showSize();
    void choose(bool forSaving);
    void finishFile(const QString &problem);

    HexView *m_view;
    QLabel *m_size;
    QPushButton *m_load;
    QPushButton *m_save;
    data::CellValue m_state;
    std::optional<data::CellValue> m_loaded;
    QString m_problem;
    std::stop_source m_stop;
};

// The digits of a bytea as the server writes it, in either of its two ways; nullopt when it is none.
[[nodiscard]] std::optional<ChunkedText> hexDigitsOf(const QByteArray &text);

} // namespace howdah::ui
