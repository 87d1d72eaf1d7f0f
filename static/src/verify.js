// The SHA-256 of a chosen file, worked out here: the file itself goes nowhere.
const file = document.getElementById("file");
if (file && window.crypto?.subtle) {
  document.getElementById("of-file").hidden = false;
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer());
    const code = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    document.getElementById("ma").value = code;
    document.getElementById("verify").requestSubmit();
  });
}
