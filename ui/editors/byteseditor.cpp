// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/byteseditor.h"

#include "base/figures.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "base/whendone.h"
#include "value/valuetext.h"
#include "common/widgets.h"
#include "editors/hexview.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// A value of the server holds a gigabyte, and a byte takes two digits on the way.
static constexpr qint64 largestFile = 500'000'000;
static constexpr qint64 slice = 1024 * 1024;

static QString words(const char *text) { return QCoreApplication::translate("Editors", text); }

// \\ and \ooo, which bytea_output = escape writes.
static std::optional<QByteArray> unescaped(const QByteArray &text)
{
    QByteArray bytes("");
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            bytes += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == '\\') {
            bytes += '\\';
            ++at;
        } else {
            bool ok = false;
            const int byte = text.mid(at + 1, 3).toInt(&ok, 8);
            if (!ok || at + 3 >= text.size() || byte > 255)
                return std::nullopt;
            bytes += char(byte);
            at += 3;
        }
    }
    return bytes;
}

std::optional<ChunkedText> hexDigitsOf(const QByteArray &text)
{
    if (text.startsWith("\\x"))
        return text.size() % 2 == 0 ? std::optional(ChunkedText(text, 2)) : std::nullopt;
    const auto bytes = unescaped(text);
    return bytes ? std::optional(ChunkedText(bytes->toHex())) : std::nullopt;
}

BytesEditor::BytesEditor(QWidget *parent)
    : CellEditor(parent)
    , m_view(new HexView(this))
    , m_size(mutedLabel({}, this))
    , m_load(button(tr("Load from file…"), ButtonRole::Plain, this))
    , m_save(button(tr("Save to file…"), ButtonRole::Plain, this))
{
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::inside);
    bar->addWidget(m_size, 1);
    bar->addWidget(m_load);
    bar->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_view, 1);
    layout->addLayout(bar);
    watch(m_view);
    connect(m_load, &QPushButton::clicked, this, [this] { choose(false); });
    connect(m_save, &QPushButton::clicked, this, [this] { choose(true); });
    connect(m_view, &HexView::bytesChanged, this, [this] {
        m_state = data::CellValue::text(QByteArray(""));
        m_loaded.reset();
        m_problem.clear();
        showSize();
        touched();
    });
    connect(m_view, &HexView::caretMoved, this, [this] { showSize(); });
}

BytesEditor::~BytesEditor() { m_stop.request_stop(); }

void BytesEditor::load(const data::CellValue &value)
{
    m_state = value.isText() ? data::CellValue::text(QByteArray("")) : value;
    m_loaded = value;
    m_view->setAccessibleName(subject().column.name);
    const auto digits = hexDigitsOf(value.bytes());
    m_problem = digits ? QString() : tr("This is not a valid bytea value");
    m_view->setHex(digits.value_or(ChunkedText()));
    showSize();
}

data::CellValue BytesEditor::current() const
{
    if (m_loaded)
        return *m_loaded;
    return data::CellValue::text("\\x" + m_view->hex().joined());
}

data::CellValue BytesEditor::beginning(qint64 most) const
{
    return m_loaded ? *m_loaded : data::CellValue::text("\\x" + m_view->hex().mid(0, most));
}

void BytesEditor::applyReadOnly(bool readOnly)
{
    m_view->setReadOnly(readOnly);
    m_load->setEnabled(!readOnly);
}

void BytesEditor::showSize()
{
    const QString state = m_loaded ? stateWord(*m_loaded) : QString();
    const QString size = state.isEmpty() ? sizeText(m_view->byteCount()) : state;
    const QString place = m_view->byteCount() > 0 ? tr(", at %L1").arg(m_view->caretByte()) : QString();
    m_size->setText(size + place);
}

void BytesEditor::choose(bool forSaving)
{
    auto *dialog = new QFileDialog(this, forSaving ? tr("Save the bytes") : tr("Load bytes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(forSaving ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(forSaving ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, forSaving](const QString &path) {
        if (forSaving)
            saveFile(path);
        else
            loadFile(path);
    });
    dialog->open();
}

static Result<QByteArray> textOfFile(const QString &path, const std::stop_token &stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, words("%1 cannot be read: %2").arg(path, file.errorString()));
    if (file.size() > largestFile)
        return fail(ErrorKind::Usage, words("%1 is larger than a value can be").arg(path));
    QByteArray text = "\\x";
    text.reserve(2 + 2 * file.size());
    while (true) {
        const QByteArray piece = file.read(slice);
        if (piece.isEmpty())
            break;
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, words("Cancelled"));
        if (text.size() / 2 + piece.size() > largestFile) // it grows, or has no size
            return fail(ErrorKind::Usage, words("%1 is larger than a value can be").arg(path));
        text += piece.toHex();
    }
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Io, words("%1 cannot be read: %2").arg(path, file.errorString()));
    return text;
}

void BytesEditor::loadFile(const QString &path)
{
    m_stop.request_stop();
    m_stop = {};
    m_size->setText(tr("Reading the file"));
    const auto work = [path, stop = m_stop.get_token()] { return textOfFile(path, stop); };
    whenDone(this, QtConcurrent::run(work), [this](const Result<QByteArray> &text) {
        if (text)
            setValue(data::CellValue::text(*text));
        else if (text.error().kind == ErrorKind::Cancelled)
            return;
        finishFile(text ? QString() : text.error().message);
    });
}

static Result<qint64> writeFile(const QString &path, const ChunkedText &hex, const std::stop_token &stop)
{
    OutputFile file;
    RETURN_IF_ERROR(file.open(path));
    for (qint64 at = 0; at < hex.size(); at += 2 * slice) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, words("Cancelled"));
        RETURN_IF_ERROR(file.write(QByteArray::fromHex(hex.mid(at, 2 * slice))));
    }
    RETURN_IF_ERROR(file.keep());
    return hex.size() / 2;
}

void BytesEditor::saveFile(const QString &path)
{
    m_stop.request_stop();
    m_stop = {};
    m_size->setText(tr("Writing the file"));
    const auto work = [path, hex = m_view->hex(), stop = m_stop.get_token()] { return writeFile(path, hex, stop); };
    whenDone(this, QtConcurrent::run(work), [this](const Result<qint64> &written) {
        finishFile(written ? QString() : written.error().message);
    });
}

void BytesEditor::finishFile(const QString &problem)
{
    showSize();
    if (!problem.isEmpty())
        m_size->setText(problem);
    Q_EMIT fileDone(problem);
}

} // namespace howdah::ui
