/// Draws the panels of a film at the step that its slider is at.
enum FilmScript {
    static let text = """
        for(const film of document.querySelectorAll('.film')){
        const steps=film.dataset.steps.split(','),labels=film.dataset.labels;
        const slider=film.querySelector('input'),said=film.querySelector('output');
        const panels=[...film.querySelectorAll('canvas')].map(canvas=>({canvas,
        answers:canvas.dataset.answers.split(','),points:canvas.dataset.points.split(',')}));
        const style=getComputedStyle(document.documentElement);
        const draw=()=>{const step=Number(slider.value);said.textContent=steps[step];
        slider.setAttribute('aria-valuetext','step '+steps[step]);
        const paper=style.getPropertyValue('--paper');
        const colours=[style.getPropertyValue('--first'),style.getPropertyValue('--second')];
        for(const {canvas,answers,points} of panels){const pen=canvas.getContext('2d');
        const size=canvas.width,letters=answers[step],side=Math.sqrt(letters.length),cell=size/side;
        pen.globalAlpha=1;pen.fillStyle=paper;pen.fillRect(0,0,size,size);
        for(let i=0;i<letters.length;i++){const sure=letters.charCodeAt(i)-107;
        pen.globalAlpha=0.06+0.06*Math.abs(sure);pen.fillStyle=colours[sure<0?0:1];
        pen.fillRect(i%side*cell,Math.floor(i/side)*cell,cell,cell)}
        pen.globalAlpha=1;const places=points[step].split(' ').map(n=>n/1000*size);
        for(let i=0;i<labels.length;i++)for(const [radius,fill] of
        [[4,paper],[3,colours[Number(labels[i])]]]){pen.beginPath();
        pen.arc(places[2*i],size-places[2*i+1],radius,0,7);pen.fillStyle=fill;pen.fill()}}};
        slider.addEventListener('input',draw);
        matchMedia('(prefers-color-scheme:dark)').addEventListener('change',draw);draw()}
        """
}
