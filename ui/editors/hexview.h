// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/chunkedtext.h"

#include <QAbstractScrollArea>

namespace howdah::ui {

// Bytes as hexadecimal digits and letters, sixteen a line or fewer where it is narrow. Works on the hexadecimal text
// itself, whatever its length. Digits overwrite; Insert adds a byte, Delete takes one.
class HexView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit HexView(QWidget *parent = nullptr);

    // Two digits a byte, nothing else.
    void setHex(const ChunkedText &hex);
    [[nodiscard]] const ChunkedText &hex() const { return m_hex; }
    [[nodiscard]] qint64 byteCount() const { return m_hex.size() / 2; }
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    [[nodiscard]] qint64 caretByte() const { return m_caret / 2; }

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void bytesChanged();
    void caretMoved();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int perLine() const;
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int digitsAt() const; // x of the first digit
    [[nodiscard]] int characterWidth() const;
    [[nodiscard]] bool edit(const QKeyEvent *event);
    void paintLine(QPainter &painter, qint64 line, int top);
    void moveTo(qint64 digit);
    void updateBars();

    ChunkedText m_hex;
    qint64 m_caret = 0; // counts digits
    bool m_readOnly = false;
};

} // namespace howdah::ui
